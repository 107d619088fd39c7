import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '#src/logger.ts'

function logOf(...entries: object[]): string {
  const lines: string[] = []
  const destination = { write: (line: string) => lines.push(line) }
  const log = createLogger({ level: 'info', pretty: 'false', destination })
  for (const entry of entries) log.info(entry, 'something happened')
  return lines.join('')
}

test('what is about a person or opens a door is redacted, three levels deep', () => {
  const secret = 'MUITO-SECRETO'
  const names = [
    'phone',
    'name',
    'text',
    'billBrl',
    'token',
    'apikey',
    'authorization',
    'databaseUrl',
    'pushName',
    'email',
  ]
  const entries = names.flatMap((name) => [
    { [name]: secret },
    { lead: { [name]: secret } },
    { event: { data: { [name]: secret } } },
  ])

  const written = logOf(...entries)

  assert.ok(!written.includes(secret))
  assert.equal(written.split('[redacted]').length - 1, entries.length)
})

test('ids, counts and durations are logged as they are', () => {
  const line = JSON.parse(
    logOf({ conversationId: 'c1', messages: 3, durationMs: 12, err: new Error('kommo: POST /leads answered 500') }),
  )

  assert.equal(line.conversationId, 'c1')
  assert.deepEqual([line.messages, line.durationMs], [3, 12])
  assert.match(line.err.message, /answered 500/)
  assert.equal(line.msg, 'something happened')
})

test('a request is logged by its route, because its address holds the channel token', () => {
  const req = {
    method: 'POST',
    url: '/webhooks/evolution/abc123',
    routeOptions: { url: '/webhooks/evolution/:channelToken' },
  }

  const written = logOf({ req })

  assert.ok(!written.includes('abc123'))
  assert.match(written, /:channelToken/)
})
