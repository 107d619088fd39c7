import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import { FactName } from '#src/domain/facts.ts'
import type { Asked } from '#src/domain/understanding.ts'
import { readUtterances, scoreUnderstanding } from '#test/support/score-understanding.ts'
import { answersOfVocabulary, createChooser, mistype } from '#test/support/typing-mistakes.ts'

const engine = createUnderstanding()
const now = Temporal.ZonedDateTime.from('2026-03-02T10:15:00-03:00[America/Recife]')
const understand = (text: string, asked?: Asked) => engine.understand(text, { now, ...(asked ? { asked } : {}) })
const said = (text: string, fact: string): string | undefined => {
  const value = understand(text, FactName.parse(fact)).facts[FactName.parse(fact)]?.value
  return value === undefined ? undefined : String(value)
}

test("the vocabulary's own answers with one mistake in a long word: 98 % understood, at most 0.3 % as something else", (t) => {
  const choose = createChooser(7)
  const mistyped = [1, 2]
    .flatMap(answersOfVocabulary)
    .filter(({ fact, value, text }) => said(text, fact) === value)
    .flatMap((answer) => {
      const typed = mistype(answer.text, choose)
      return typed ? [{ ...answer, typed: typed.text }] : []
    })
  const wrong = mistyped.filter(({ fact, value, typed }) => ![value, undefined].includes(said(typed, fact)))
  const right = mistyped.filter(({ fact, value, typed }) => said(typed, fact) === value)
  t.diagnostic(`${right.length} of ${mistyped.length} understood, ${wrong.length} wrong`)
  assert.ok(mistyped.length > 800)
  assert.ok(right.length / mistyped.length >= 0.98, `${right.length} of ${mistyped.length}`)
  assert.ok(wrong.length / mistyped.length <= 0.003, wrong.map(({ text, typed }) => `${text}: ${typed}`).join('\n'))
})

test('the labelled messages with one mistake in a long word: 85 % as before, at most 1.5 % confidently wrong', (t) => {
  const choose = createChooser(11)
  // a mistyped name is a name all the same, and an address another one
  const items = readUtterances(join(import.meta.dirname, '../../fixtures/understand/own.jsonl'))
    .filter(
      ({ asked, expect }) =>
        asked !== 'name' && !('name' in (expect.facts ?? {})) && !('email' in (expect.facts ?? {})),
    )
    .flatMap((item) => {
      const typed = mistype(item.text, choose)
      return typed ? [{ ...item, text: typed.text }] : []
    })
  const score = scoreUnderstanding(engine, items)
  t.diagnostic(`${items.length}: ${score.accuracy} right, ${score.confidentlyWrong} wrong`)
  const wrong = score.verdicts.filter((verdict) => verdict.wrong)
  assert.ok(score.accuracy >= 0.85, `${score.accuracy}`)
  assert.ok(score.confidentlyWrong <= 0.015, wrong.map(({ item }) => item.text).join('\n'))
})

for (const [asked, text, value] of [
  ['ownsProperty', 'e propiro', true],
  ['ownsProperty', 'e prprio', true],
  ['ownsProperty', 'e poprio', true],
  ['ownsProperty', 'alugaad', false],
  ['propertyKind', 'aprtamento', 'apartment'],
  ['propertyKind', 'zona ruarl', 'rural'],
  ['competitorContract', 'nao tenho conrtato com ninguem', false],
  ['hasSolar', 'anida nao', false],
  ['decisionMaker', 'soziha mesmo', true],
  ['city', 'são josé do xyzonte', undefined],
  ['city', 'serra alhada', 'Serra Talhada'],
] as const) {
  test(`asked ${asked}, "${text}" is ${value}`, () => {
    const { facts } = understand(text, asked)
    assert.equal(facts[asked]?.value, value)
  })
}

test('a word that is another one is no slip of an answer', () => {
  for (const [asked, text] of [
    ['ownsProperty', 'alagada'],
    ['propertyKind', 'a caminha'],
    ['decisionMaker', 'o tecido'],
    ['hasSolar', 'banana'],
    ['propertyKind', 'cercado'],
    ['payment', 'cartas'],
  ] as const)
    assert.equal(understand(text, asked).facts[asked], undefined, text)
})
