import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeHeard } from '#src/domain/heard-text.ts'
import type { SpeechSegment } from '#src/domain/speech.ts'

const part = (seconds: number | null, voicedSeconds: number | null = null) => ({
  ...{ bytes: new Uint8Array(0), mimetype: 'audio/ogg', fileName: 'audio.ogg' },
  ...{ seconds, voicedSeconds },
})
const answer = (segments: (string | SpeechSegment)[], language?: string) => ({
  segments: segments.map((one) => (typeof one === 'string' ? { text: one } : one)),
  ...(language ? { language } : {}),
  ...{ model: 'whisper-1', usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }, costUsd: 0 },
})
const judge = (segments: (string | SpeechSegment)[], { seconds = 20, language = 'pt' } = {}) =>
  judgeHeard(answer(segments, language), part(seconds))

describe('nothing of this was said', () => {
  const invented = [
    'Legendas pela comunidade Amara.org',
    'Legendas pela comunidade do Amara.org.',
    'Obrigado por assistir!',
    'Obrigada por assistir.',
    'Legenda Adriana Zanotto',
    'Transcrição e Legendas por Fulana de Tal',
    'Se inscreva no canal. Obrigado por assistir!',
    '[Música]',
    '(risos) ♪♪',
    '...',
    '',
    'Thank you for watching!',
    'ご視聴ありがとうございました',
    'Продолжение следует',
    'não é não é não é não é não é não é não é não é',
    `${'obrigado '.repeat(40)}`,
    'Eu acho que é isso aí. Eu acho que é isso aí. Eu acho que é isso aí. Eu acho que é isso aí.',
  ]
  for (const text of invented)
    test(text.slice(0, 60) || 'nothing', () => assert.deepEqual(judge([text]), { kind: 'unintelligible' }))

  test('words in a language nobody here speaks', () => {
    assert.deepEqual(judge(['Vielen Dank für die Rechnung'], { language: 'german' }), { kind: 'unintelligible' })
  })

  test('more words than fit into the time', () => {
    const text =
      'A energia solar é muito boa para você, e a gente pode marcar uma visita quando quiser, é só falar comigo. '
    assert.equal(judge([text], { seconds: 8 }).kind, 'heard')
    assert.equal(judge([text], { seconds: 1 }).kind, 'unintelligible')
    assert.equal(judgeHeard(answer([text]), part(30, 0.1)).kind, 'unintelligible', 'by how long a voice is heard')
  })

  test('what the provider itself doubts', () => {
    assert.equal(judge([{ text: 'Obrigado.', noSpeech: 0.9, logprob: -1.1 }]).kind, 'unintelligible')
    assert.equal(judge([{ text: 'Vai lá no coiso do azul', logprob: -1.6 }]).kind, 'unintelligible')
  })
})

describe('this was said', () => {
  const said = [
    'Sim.',
    'Obrigado.',
    'Não, não, não, não quero.',
    'Obrigado por me atender.',
    'Meu número é 9 9 9 9 0 0 0 1, zero zero zero zero.',
    'É oito um, nove nove nove nove nove, zero zero zero um.',
    'Quanto custa? Eu pago uns quatro mil trezentos e vinte.',
    'O meu e-mail é joao ponto silva arroba gmail ponto com.',
    'Tchau, tchau.',
    'Vocês fazem legenda de vídeo?',
    'kkkkkkkkk tá bom',
  ]
  for (const text of said)
    test(text, () => assert.partialDeepStrictEqual(judge([text]), { kind: 'heard', text, complete: true }))

  test('in Spanish or English too, with less confidence', () => {
    const portuguese = judge(['Hola, cuánto cuesta'])
    const spanish = judge(['Hola, cuánto cuesta'], { language: 'es' })
    assert.ok(portuguese.kind === 'heard' && spanish.kind === 'heard')
    assert.ok(spanish.confidence < portuguese.confidence)
  })
})

test('an invented goodbye after real words is taken out, and nothing is missing', () => {
  assert.partialDeepStrictEqual(judge(['Minha conta vem uns quinhentos.', ' Legendas pela comunidade Amara.org']), {
    ...{ kind: 'heard', text: 'Minha conta vem uns quinhentos.', complete: true },
  })
  assert.partialDeepStrictEqual(judge(['Minha conta vem uns quinhentos. Obrigado por assistir!']), {
    text: 'Minha conta vem uns quinhentos.',
  })
})

test('a loop after real words is cut, and the rest may be missing', () => {
  const words =
    'Olha, eu moro em Olinda e a minha casa é própria, tem quatro quartos e um quintal grande, dá pra botar placa,'
  assert.partialDeepStrictEqual(judge([`${words} ${'e aí '.repeat(7)}`.trim()]), {
    ...{ kind: 'heard', text: `${words} e aí`, complete: false },
  })
})

test('a doubtful segment among good ones is left out, and that is told', () => {
  const judged = judge([
    { text: 'Eu pago quinhentos.', logprob: -0.2 },
    { text: 'o gato voa', logprob: -1.8 },
  ])
  assert.partialDeepStrictEqual(judged, { kind: 'heard', text: 'Eu pago quinhentos.', complete: false })
})

test('confidence is the mean probability of a word, by length', () => {
  const judged = judge([
    { text: 'aaaaaaaaa', logprob: -0.1 },
    { text: 'b', logprob: -0.6 },
  ])
  assert.ok(judged.kind === 'heard' && Math.abs(judged.confidence - Math.exp(-0.15)) < 1e-9)
})

test('a very long answer is judged in no time', () => {
  const startedAt = performance.now()
  judge([Array.from({ length: 20_000 }, (_, at) => `palavra${at % 977}`).join(' ')], { seconds: 3600 })
  judge(['a. '.repeat(20_000)], { seconds: 3600 })
  assert.ok(performance.now() - startedAt < 2000)
})
