import { lidOf } from '#src/sandbox/evolution/addresses.ts'
import type { Call } from './proxy.ts'
import type { World } from './world.ts'

export type SendHolder = ReturnType<typeof holdSends>
type Side = 'before the provider' | 'after the provider'

/** Holds the sends to certain leads on either side of WhatsApp's accepting them. What was held breaks off, or goes on if told so. */
export function holdSends(world: World) {
  const held = new Map<string, { side: Side; reached: () => void; opened: Promise<boolean> }>()
  async function pass({ path, body }: Call, side: Side): Promise<boolean> {
    if (!path.startsWith('/message/sendText/')) return true
    const number: unknown = JSON.parse(body).number
    const stop = [...held].find(([phone]) => String(number).startsWith(phone) || number === lidOf(phone))
    if (!stop || stop[1].side !== side) return true
    stop[1].reached()
    return await stop[1].opened
  }
  world.wires.whatsapp.set({
    before: (call) => pass(call, 'before the provider'),
    after: (call) => pass(call, 'after the provider'),
  })
  return {
    hold(side: Side, phone: string) {
      const reached = Promise.withResolvers<void>()
      const opened = Promise.withResolvers<boolean>()
      held.set(phone, { side, reached: reached.resolve, opened: opened.promise })
      return {
        reached: () => reached.promise,
        async open(then: 'breaks' | 'goes on' = 'breaks') {
          held.delete(phone)
          opened.resolve(then === 'goes on')
        },
      }
    },
  }
}
