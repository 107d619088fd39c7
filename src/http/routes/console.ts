import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The web application as built into `folder`; hashed files may be kept for ever, the page itself never. */
export function consoleRoutes(folder: string) {
  return async (app: FastifyInstance) => {
    if (!existsSync(join(folder, 'index.html'))) return
    await app.register(fastifyStatic, {
      root: folder,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
}
