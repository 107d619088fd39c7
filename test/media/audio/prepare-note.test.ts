import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeOpus } from '#src/media/audio/decode-opus.ts'
import { secondsOf } from '#src/media/audio/opus-stream.ts'
import { prepareNote } from '#src/media/audio/prepare-note.ts'
import { readOggOpus } from '#src/media/audio/read-ogg-opus.ts'
import { writeOggOpus } from '#src/media/audio/write-ogg-opus.ts'
import { chained, recording, repeated } from './recordings.ts'

async function ready(bytes: Uint8Array) {
  const note = await prepareNote(bytes)
  assert.equal(note.kind, 'ready')
  return note.kind === 'ready' ? note : assert.fail()
}

test('a short note goes out as it came', async () => {
  for (const name of ['conta.ogg', 'email.ogg', 'sim.ogg']) {
    const { parts, damaged } = await ready(recording(name))

    assert.equal(parts.length, 1)
    assert.deepEqual(Buffer.from(parts[0]?.bytes ?? []), recording(name))
    assert.equal(parts[0]?.mimetype, 'audio/ogg')
    assert.equal(damaged, false)
  }
})

test('silence, noise and a humming machine are silent, in every format that can be heard', async () => {
  for (const name of ['silencio.ogg', 'ruido.ogg', 'zumbido.ogg'])
    assert.deepEqual(await prepareNote(recording(name)), { kind: 'silent', seconds: 3 }, name)
  const wav = Buffer.concat([recording('sim.wav').subarray(0, 44), Buffer.alloc(16_000)])
  wav.writeUInt32LE(16_000, 40)
  assert.deepEqual(await prepareNote(wav), { kind: 'silent', seconds: 1 })
})

test('one word among a minute of noise is heard', async () => {
  const note = await ready(
    chained(...Array.from({ length: 10 }, () => 'ruido.ogg'), 'sim.ogg', 'ruido.ogg', 'ruido.ogg'),
  )
  assert.ok((note.parts[0]?.voicedSeconds ?? 0) < 1)
})

test('a long note becomes parts of one to two minutes, each a file of its own, without a gap', async () => {
  const long = repeated('conta.ogg', 88)
  const { parts, seconds } = await ready(long)

  assert.equal(parts.length, 4)
  const streams = parts.map(({ bytes }) => readOggOpus(bytes) ?? assert.fail('a part is an Ogg file'))
  const lengths = streams.map(secondsOf)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  assert.ok(Math.abs(total - (seconds ?? 0)) < 0.05, `${total} of ${seconds} s`)
  for (const length of lengths.slice(0, -1)) assert.ok(length >= 60 && length <= 120, `${length} s`)
  for (const [at, { damaged, preSkip, endTrim }] of streams.entries()) {
    assert.equal(damaged, false)
    if (at > 0) assert.ok(preSkip >= 3840 && preSkip < 3840 + 1920, 'the decoder gets 80 ms to find its feet')
    assert.ok(endTrim < 960)
  }
  for (const stream of streams) assert.equal(await decodeOpus(stream, () => {}), true)
  assert.ok(parts.every(({ bytes }) => bytes.length < 1_000_000))
})

test('parts end in pauses: no word is cut', async () => {
  const { parts } = await ready(repeated('email.ogg', 60))
  for (const { bytes } of parts) {
    const stream = readOggOpus(bytes)
    assert.ok(stream)
    const samples: number[] = []
    await decodeOpus(stream, (piece) => samples.push(...piece))
    const edge = samples.slice(-1600)
    assert.ok(Math.sqrt(edge.reduce((sum, value) => sum + value * value, 0) / edge.length) < 0.01)
  }
})

test('minutes in which nobody speaks are not sent', async () => {
  const quiet = Array.from({ length: 80 }, () => 'ruido.ogg')
  const { parts, seconds } = await ready(chained('conta.ogg', ...quiet, 'email.ogg'))

  assert.ok(Math.abs((seconds ?? 0) - 248.5) < 2)
  assert.ok(parts.reduce((sum, part) => sum + (part.seconds ?? 0), 0) < 190)
})

test('the content says what a file is, and each kind goes out under its own name', async () => {
  const expected = [
    ['conta.mp3', 'audio/mpeg', 'audio.mp3', 4.54],
    ['conta.m4a', 'audio/mp4', 'audio.m4a', 4.54],
    ['sim.wav', 'audio/wav', 'audio.wav', 0.83],
    ['vorbis.ogg', 'audio/ogg', 'audio.ogg', null],
    ['conta.webm', 'audio/ogg', 'audio.ogg', 4.55],
  ] as const
  for (const [name, mimetype, fileName, seconds] of expected) {
    const note = await prepareNote(recording(name), { claimed: 'application/octet-stream' })
    assert.ok(note.kind === 'ready', name)
    assert.deepEqual([note.parts[0]?.mimetype, note.parts[0]?.fileName], [mimetype, fileName])
    assert.equal(note.seconds === null ? null : Math.round(note.seconds * 100) / 100, seconds, name)
  }
})

test('files that are broken, too large or no sound are told apart, and none takes long', async () => {
  const garbage = Buffer.alloc(50_000, 'nada disso é som. ')
  const cases: [string, Uint8Array, string | undefined, string][] = [
    ['nothing', Buffer.alloc(0), 'audio/ogg', 'corrupt'],
    ['garbage that calls itself a voice note', garbage, 'audio/ogg; codecs=opus', 'corrupt'],
    ['garbage that calls itself nothing', garbage, undefined, 'unsupported'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'image/png', 'unsupported'],
    ['AMR, which nobody takes', Buffer.from('#!AMR\n0123456789'), 'audio/amr', 'unsupported'],
    ['only the beginning of a page', recording('conta.ogg').subarray(0, 40), 'audio/ogg', 'corrupt'],
    ['only headers', recording('conta.ogg').subarray(0, 130), 'audio/ogg', 'corrupt'],
    [
      'an M4A without its index',
      Buffer.concat([recording('conta.m4a').subarray(0, 28), garbage]),
      undefined,
      'corrupt',
    ],
    ['an MP3 that is only its name', Buffer.concat([Buffer.from('ID3'), garbage]), undefined, 'corrupt'],
    ['25 MB and one byte', Buffer.alloc(25 * 1024 * 1024 + 1), 'audio/ogg', 'too_large'],
  ]
  for (const [what, bytes, claimed, kind] of cases) {
    const startedAt = performance.now()
    const note = await prepareNote(bytes, { claimed })
    assert.equal(note.kind, kind, what)
    assert.ok(performance.now() - startedAt < 5000, what)
  }
})

test('a few bytes that claim to last for hours are too large before they are decoded', async () => {
  const stream = readOggOpus(recording('conta.ogg'))
  assert.ok(stream)
  // the longest packet there is, in two bytes
  const packets = Array.from({ length: 40_000 }, () => ({ bytes: Buffer.from([0x1b, 2]), samples: 5760 }))

  assert.deepEqual(
    await prepareNote(writeOggOpus({ ...stream, endTrim: 0, packets })).then(({ kind }) => kind),
    'too_large',
  )
})

test('who waits for a note can stop it', async () => {
  await assert.rejects(prepareNote(repeated('conta.ogg', 20), { signal: AbortSignal.abort() }), { name: 'AbortError' })
})
