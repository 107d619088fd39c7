import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'
import pretty from 'pino-pretty'

interface LoggerOptions {
  level: string
  /** `auto`: for people when the output is a terminal, JSON otherwise. */
  pretty: 'auto' | 'true' | 'false'
  /** Where the lines go; standard output if not given. */
  destination?: DestinationStream
}

/** The root logger. Values under the names of `REDACTED` never leave it, down to the third level of the logged object. */
export function createLogger({ level, pretty: prettyMode, destination }: LoggerOptions): Logger {
  const isPretty = prettyMode === 'true' || (prettyMode === 'auto' && process.stdout.isTTY === true)
  const prettyStream = () =>
    pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l', destination })
  const stream = isPretty ? prettyStream() : (destination ?? pino.destination({ dest: 1, sync: true }))
  return pino(
    {
      level,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      serializers: { err: stdSerializers.err, error: stdSerializers.err, req: describeRequest },
    },
    stream,
  )
}

/** What is about a person, or opens a door. `err.message` stays: our errors carry no values, and without it a log is blind. */
const REDACTED = [
  ...['phone', 'phones', 'phoneNumber', 'number', 'jid', 'remoteJid', 'remoteJidAlt', 'senderPn', 'lid'],
  ...['name', 'pushName', 'leadName', 'holderName', 'email', 'address', 'cpf', 'cnpj'],
  ...['text', 'body', 'caption', 'transcript', 'prompt', 'content', 'evidence', 'normalised', 'facts'],
  ...['bill', 'billBrl', 'linhaDigitavel', 'pixPayload', 'installationNumber', 'nf3eAccessKey'],
  ...['password', 'secret', 'secretKey', 'clientSecret', 'clientId', 'apiKey', 'apikey'],
  ...['token', 'channelToken', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'databaseUrl', 'url'],
]

interface LoggedRequest {
  method?: string
  routeOptions?: { url?: string }
}

/** The route, not the address: addresses hold channel tokens, phones and cursors. */
function describeRequest(request: LoggedRequest) {
  return { method: request.method, route: request.routeOptions?.url ?? 'unknown' }
}
