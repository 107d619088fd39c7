import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOggPages } from '#src/media/audio/ogg.ts'
import { OPUS_RATE, samplesOf, secondsOf } from '#src/media/audio/opus-stream.ts'
import { readOggOpus } from '#src/media/audio/read-ogg-opus.ts'
import { readWebmOpus } from '#src/media/audio/read-webm-opus.ts'
import { writeOggOpus } from '#src/media/audio/write-ogg-opus.ts'
import { chained, recording } from './recordings.ts'

const packetsOf = (bytes: Uint8Array) => readOggOpus(bytes)?.packets.map((packet) => Buffer.from(packet.bytes)) ?? []

test('a note says how long it is: last granule position less what is skipped', () => {
  const { pages } = readOggPages(recording('conta.ogg'))
  const stream = readOggOpus(recording('conta.ogg'))
  assert.ok(stream)

  const last = Number(pages.at(-1)?.granule)
  assert.equal(secondsOf(stream), (last - stream.preSkip) / OPUS_RATE)
  assert.equal(stream.damaged, false)
  assert.ok(stream.endTrim > 0 && stream.endTrim < 960, 'the last packet is not played to its end')
})

test('the length of a packet is in its first bytes, and what is no packet has none', () => {
  assert.equal(samplesOf(Buffer.from([0x48])), 960) // SILK, wide band, 20 ms, one frame
  assert.equal(samplesOf(Buffer.from([0x49])), 1920) // two
  assert.equal(samplesOf(Buffer.from([0x4b, 3])), 2880) // three, counted in the second byte
  assert.equal(samplesOf(Buffer.from([0x18])), 2880) // SILK, narrow band, 60 ms
  assert.equal(samplesOf(Buffer.from([0xe0])), 120) // CELT, 2.5 ms
  assert.equal(samplesOf(Buffer.from([0x4b, 63])), null) // longer than 120 ms
  assert.equal(samplesOf(Buffer.from([0x4b])), null)
  assert.equal(samplesOf(Buffer.alloc(0)), null)
})

test('what is written is read again: the same packets, pages of their own with right granule positions', () => {
  const stream = readOggOpus(recording('conta.ogg'))
  assert.ok(stream)

  const written = writeOggOpus(stream)

  assert.deepEqual(packetsOf(written), packetsOf(recording('conta.ogg')))
  const { pages, damage } = readOggPages(written)
  assert.equal(damage, 0)
  assert.deepEqual(
    pages.map(({ sequence }) => sequence),
    pages.map((_, at) => at),
  )
  assert.deepEqual(
    pages.slice(2, 5).map(({ granule }) => Number(granule)),
    [48_000, 96_000, 144_000],
  )
  assert.equal(pages.at(-1)?.flags, 4)
  assert.equal(secondsOf(readOggOpus(written) ?? stream), secondsOf(stream))
})

test('a packet larger than a page can index goes over several segments', () => {
  const stream = readOggOpus(recording('conta.ogg'))
  assert.ok(stream)
  const large = Buffer.alloc(1275, 7)
  large[0] = 0x48
  const exact = Buffer.alloc(510, 9)
  exact[0] = 0x48
  const packets = Array.from({ length: 60 }, (_, at) => ({ bytes: at % 2 ? large : exact, samples: 960 }))

  const written = writeOggOpus({ ...stream, packets })

  assert.deepEqual(
    packetsOf(written),
    packets.map(({ bytes }) => bytes),
  )
})

test('recordings chained one after another are one, and their headers no sound', () => {
  const chain = readOggOpus(chained('conta.ogg', 'email.ogg'))

  assert.equal(
    chain?.packets.length,
    packetsOf(recording('conta.ogg')).length + packetsOf(recording('email.ogg')).length,
  )
  assert.equal(chain?.damaged, false)
})

test('a page that was damaged or lost costs its own sound only, and is told', () => {
  const whole = recording('conta.ogg')
  const damaged = Buffer.from(whole)
  damaged[4000] = (damaged[4000] ?? 0) ^ 0xff
  const cut = whole.subarray(0, 5000)

  for (const [bytes, least] of [
    [damaged, 150],
    [cut, 100],
  ] as const) {
    const stream = readOggOpus(bytes)
    assert.equal(stream?.damaged, true)
    assert.ok(stream.packets.length >= least && stream.packets.length < packetsOf(whole).length)
  }
})

test('what a browser records is the same sound in another container', () => {
  const webm = readWebmOpus(recording('conta.webm'))

  assert.ok(webm)
  assert.equal(webm.channels, 1)
  assert.ok(Math.abs(secondsOf(webm) - 4.54) < 0.03)
  assert.ok(readOggOpus(writeOggOpus(webm)))
})

test('nothing that can be sent makes the readers throw or take long', () => {
  const whole = recording('conta.ogg')
  const webm = recording('conta.webm')
  const startedAt = performance.now()
  for (let at = 0; at < 400; at += 1) {
    const ogg = Buffer.from(whole)
    const other = Buffer.from(webm)
    for (const file of [ogg, other]) file[(at * 7919) % file.length] = (at * 31) % 256
    readOggOpus(ogg)
    readWebmOpus(other)
    readOggOpus(whole.subarray(0, at * 20))
    readWebmOpus(webm.subarray(0, at * 20))
  }
  // a header that claims the largest page, over and over
  const page = Buffer.alloc(27 + 255, 255)
  page.write('OggS')
  page[4] = 0
  readOggOpus(Buffer.concat([whole.subarray(0, 47), ...Array.from({ length: 60_000 }, () => page)]))
  assert.ok(performance.now() - startedAt < 10_000)
})
