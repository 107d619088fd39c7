import { isIP, Socket } from 'node:net'

// Loaded into every test process: a test that reaches for the network fails at once, on every machine, instead of passing on some.

type Connect = Socket['connect']
const connect: Connect = Socket.prototype.connect

Socket.prototype.connect = function refuseOthers(this: Socket, ...args: unknown[]) {
  const host = findHost(args)
  if (host !== null && !isLoopback(host)) {
    const error = Object.assign(new Error(`tests may only connect to this machine, not to ${host}`), {
      code: 'ENETUNREACH',
    })
    process.nextTick(() => this.destroy(error))
    return this
  }
  return Reflect.apply(connect, this, args)
}

/** `connect` takes a port and a host, an options object, or what `net.connect` has made of them: an array with the options first. */
function findHost(args: unknown[]): string | null {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && first.path) return null // a socket file
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
  }
  return typeof second === 'string' ? second : 'localhost'
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return ['localhost', '::1', '[::1]', '0.0.0.0', '::'].includes(host) || host.endsWith('.localhost')
}
