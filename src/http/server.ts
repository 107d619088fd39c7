import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { useProblems } from './problem.ts'

/** Everything the page needs is served by us; files a lead sends are shown from memory or our own address. */
const CONTENT_SECURITY = {
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    upgradeInsecureRequests: null,
  },
}

/** The HTTP server without routes: errors as problem documents, security headers, request ids. */
export async function createServer({
  log,
  trustProxy,
}: {
  log: Logger
  trustProxy: boolean | number | string
}): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = log
  const app = Fastify({
    loggerInstance,
    // a number is how many proxies stand in front of us
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }), // addresses hold tokens; what matters is logged where it happens
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512 },
  })
  useProblems(app)
  await app.register(helmet, { contentSecurityPolicy: CONTENT_SECURITY, strictTransportSecurity: false })
  return app
}

/** Listens, with one clear line when it cannot. Returns the port. */
export async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (code === 'EADDRINUSE') {
      throw new UserError(
        `Port ${port} is in use: stop the other program, or choose another port (PORT=${port + 1} npm start).`,
        { cause },
      )
    }
    if (code === 'EACCES')
      throw new UserError(`Port ${port} needs more rights than this account has: choose one above 1023.`, { cause })
    throw cause
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : port
}
