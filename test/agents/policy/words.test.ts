import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Act } from '#src/domain/understanding.ts'
import { act, asking, bookingAt, type Given, kinds, known, plan, QUALIFIED, SOLAR, said, THREE } from './support.ts'

const ASKED: Given = { facts: known({ name: 'Zé' }), memory: { asked: 'billBrl', askedTimes: { name: 1, billBrl: 1 } } }

test('agent §1: the lead’s question is answered first, then the same turn goes on asking', () => {
  const answered = plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), ASKED)
  assert.deepEqual(answered.says, [
    { kind: 'answer', topic: 'warranty' },
    { kind: 'ask', fact: 'billBrl', attempt: 2, withChoices: false },
  ])
  assert.equal(answered.asks, 'billBrl')
})

test('what was learned is acknowledged before the answer, and the answer before the question', () => {
  const answered = plan(
    said('700. tem garantia?', { acts: ['inform', 'ask'], topics: ['warranty'], facts: { billBrl: 700 } }),
    ASKED,
  )
  assert.deepEqual(kinds(answered), ['acknowledge', 'answer', 'ask'])
})

test('who wants the price instead of a meeting is told about it, and turns down neither us nor a time', () => {
  const wants = said('não quero reunião, quero preço', {
    acts: ['ask', 'cancel', 'deny'],
    topics: ['meeting', 'price'],
    noInterest: true,
  })
  assert.deepEqual(kinds(plan(wants, ASKED)), ['answer', 'ask'])
  assert.deepEqual(plan(wants, ASKED).says[0], { kind: 'answer', topic: 'price' })
  const offered = plan(wants, { facts: QUALIFIED, memory: asking(...THREE) })
  assert.deepEqual([offered.action, offered.effects.disqualify], [null, undefined])
})

test('what the meeting costs is no question about the price of the system, with a booking neither', () => {
  const free = said('e é de graça mesmo essa conversa?', { acts: ['ask'], topics: ['meeting', 'price'] })
  for (const given of [ASKED, { facts: QUALIFIED, lead: { booking: bookingAt('2026-03-12T14:00:00-03:00') } }])
    assert.deepEqual(
      plan(free, given).says.filter(({ kind }) => kind === 'answer'),
      [{ kind: 'answer', topic: 'meeting' }],
    )
})

test('a word of our question said back is no question, and a wish for more panels no objection', () => {
  const echo = said('contrato? só com a Celpe', {
    acts: ['ask', 'inform'],
    topics: ['contract_length'],
    facts: { competitorContract: false },
  })
  const asked = plan(echo, { facts: known({ name: 'Zé' }), memory: { asked: 'competitorContract' } })
  assert.deepEqual(kinds(asked), ['acknowledge', 'ask'])
  const more = said('já tenho 8 placas e quero mais', {
    acts: ['object:already_has', 'inform'],
    facts: { hasSolar: true, wantsExpansion: true },
  })
  assert.ok(!kinds(plan(more, ASKED)).includes('objection'))
})

test('a question comes with its closest topics only', () => {
  const topics = (...list: string[]) =>
    plan(said('?', { acts: ['ask'], topics: list }), ASKED).says.flatMap((say) =>
      say.kind === 'answer' ? [say.topic] : [],
    )
  assert.deepEqual(topics('subscription', 'how_it_works'), ['subscription'])
  assert.deepEqual(topics('how_it_works'), ['how_it_works'])
  assert.deepEqual(topics('warranty', 'price', 'payment'), ['warranty', 'price'])
  assert.deepEqual(topics('robot'), ['robot'])
})

test('a question we cannot answer is met honestly: no topic, no entry, or an expired fact behind it', () => {
  const unknown = [{ kind: 'answer', topic: 'unknown' }]
  const answers = (topics: string[], now?: string) =>
    plan(said('?', { acts: ['ask'], topics }), { ...ASKED, ...(now ? { now } : {}) }).says.filter(
      (say) => say.kind === 'answer',
    )
  assert.deepEqual(answers([]), unknown)
  assert.deepEqual(answers(['insurance']), unknown)
  assert.deepEqual(answers(['warranty'], '2031-01-06T10:00:00-03:00[America/Recife]'), unknown)
})

test('declining to answer is no question, and the greeting says who we are', () => {
  const declined = plan(said('não quero dizer meu nome', { acts: ['ask'], declined: ['name'] }), {
    memory: { asked: 'name' },
  })
  assert.deepEqual(kinds(declined), ['ask'])
  assert.deepEqual(
    kinds(plan(said('quem é?', { acts: ['ask'], topics: ['company', 'who'] }), { memory: { turns: 0 } })),
    ['greet', 'ask'],
  )
})

test('yes and no in the lead’s own language answer a yes/no question', () => {
  const asked: Given = { facts: known({ name: 'Kevin' }), memory: { asked: 'ownsProperty', languageNoted: true } }
  assert.equal(plan(said('yes it is mine', { acts: [], language: 'en' }), asked).facts.ownsProperty?.value, true)
  assert.equal(plan(said('no', { acts: [], language: 'es' }), asked).facts.ownsProperty?.value, false)
  assert.equal(plan(said('no', { acts: [] }), asked).facts.ownsProperty, undefined)
})

test('a question mark around a time, a fact or a booking is no question of its own', () => {
  const none = plan(said('620, serve?', { acts: ['ask', 'inform'], facts: { billBrl: 620 } }), ASKED)
  assert.deepEqual(kinds(none), ['acknowledge', 'ask'])
})

test('rules §3: an objection is answered at most twice a kind; the third is a goodbye', () => {
  const nth = (n: number) =>
    plan(act('tá caro', 'object:price'), { ...ASKED, memory: { ...ASKED.memory, objections: { price: n - 1 } } })
  assert.deepEqual(nth(1).says[0], { kind: 'objection', objection: 'price', nth: 1 })
  assert.equal(nth(1).asks, 'billBrl')
  assert.deepEqual(nth(2).says[0], { kind: 'objection', objection: 'price', nth: 2 })
  assert.deepEqual(nth(3).says, [{ kind: 'decline', reason: 'no_interest' }])
  assert.equal(nth(3).effects.disqualify, 'no_interest')
  assert.equal(nth(3).asks, null)
})

test('rules §3: kinds of objection are counted apart', () => {
  const other = plan(act('é golpe', 'object:distrust'), { ...ASKED, memory: { objections: { price: 2 } } })
  assert.deepEqual(other.says[0], { kind: 'objection', objection: 'distrust', nth: 1 })
})

test('rules §3: a firm "não tenho interesse" is a goodbye at once', () => {
  const firm = plan(said('não tenho interesse', { acts: ['deny'], noInterest: true }), {
    facts: QUALIFIED,
    memory: asking(...THREE),
  })
  assert.deepEqual(firm.says, [{ kind: 'decline', reason: 'no_interest' }])
  assert.equal(firm.action, null)
  assert.equal(firm.stage, 'disqualified')
})

test('rules §3: "vou pensar" is answered once, then left to the cadence', () => {
  const first = plan(act('vou pensar', 'object:think_about_it'), ASKED)
  assert.deepEqual(kinds(first), ['objection', 'ask'])
  const second = plan(act('vou pensar', 'object:think_about_it'), { ...ASKED, memory: first.memory })
  assert.deepEqual(kinds(second), ['defer_ok'])
  assert.equal(second.asks, null)
  assert.equal(second.effects.disqualify, undefined)
  const third = plan(act('vou pensar', 'object:think_about_it'), { ...ASKED, memory: second.memory })
  assert.deepEqual(kinds(third), ['defer_ok'])
})

test('an objection to the times on offer is answered, not taken for a refusal of the times', () => {
  const answered = plan(said('não, vou ver com meu marido', { acts: ['deny', 'object:spouse'] }), {
    facts: QUALIFIED,
    memory: asking(...THREE),
  })
  assert.deepEqual(kinds(answered), ['objection', 'ask_which_slot'])
})

test('having solar is a fact, not an objection to argue with', () => {
  const asked = plan(said('já tenho placa', { acts: ['object:already_has'], facts: { hasSolar: true } }), ASKED)
  assert.deepEqual(kinds(asked), ['acknowledge', 'ask'])
  assert.equal(asked.asks, 'wantsExpansion')
})

test('a lead gone for lack of interest comes back with facts or a time, not with an "ok"', () => {
  const given: Given = {
    facts: known({ name: 'Zé', billBrl: 700 }),
    lead: { stage: 'disqualified', disqualified: 'no_interest' },
    memory: { closed: true },
  }
  assert.deepEqual(kinds(plan(act('ok', 'confirm'), given)), [])
  assert.equal(plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), given).asks, null)
  const back = plan(said('pensei melhor, é em Recife', { facts: { city: 'Recife', state: 'PE' } }), given)
  assert.equal(back.effects.requalify, true)
  assert.equal(back.asks, 'propertyKind')
})

test('rules §5, deferral: a short assent, no question, and the pending one stays understood', () => {
  const plain = plan(act('estou dirigindo', 'defer'), ASKED)
  assert.deepEqual(plain.says, [{ kind: 'defer_ok' }])
  assert.equal(plain.asks, null)
  assert.equal(plain.memory.asked, 'billBrl')
  assert.equal(plain.effects.defer, 'skip_first')
})

test('rules §4, deferral: a time moves the follow-up there; a day without an hour is its start', () => {
  const until = (time: NonNullable<Parameters<typeof said>[1]>['time']) =>
    plan(said('me chama', { acts: ['defer'], ...(time ? { time } : {}) }), ASKED)
  const hour = until({ kind: 'exact', from: '2026-03-10T18:00:00-03:00' })
  assert.deepEqual(hour.effects.defer, { until: '2026-03-10T18:00:00-03:00' })
  assert.deepEqual(hour.says, [{ kind: 'defer_ok', until: '2026-03-10T18:00:00-03:00' }])
  assert.equal(hour.memory.wish, null, 'no wish for a meeting')
  const day = until({ kind: 'range', need: 'time', date: '2026-03-11' })
  assert.deepEqual(day.effects.defer, { until: '2026-03-11T08:00:00-03:00' })
  const past = until({ kind: 'daypart', from: '2026-03-10T08:00:00-03:00', to: '2026-03-10T12:00:00-03:00' })
  assert.equal(past.effects.defer, 'skip_first')
})

test('after a deferral thanks are answered once, "ok" not at all, and the question waits until the lead is back', () => {
  const deferred = plan(act('estou dirigindo', 'defer'), ASKED)
  const paused = (memory = deferred.memory): Given => ({ ...ASKED, memory })
  const thanked = plan(act('obrigado', 'thanks'), paused())
  assert.deepEqual(thanked.says, [{ kind: 'thanks_reply' }])
  assert.equal(thanked.memory.asked, 'billBrl')
  assert.deepEqual(plan(act('valeu', 'thanks'), paused(thanked.memory)).says, [])
  assert.deepEqual(plan(act('ok', 'confirm'), paused()).says, [])
  const back = plan(said('é 700', { facts: { billBrl: 700 } }), paused(thanked.memory))
  assert.ok(kinds(back).includes('ask'))
  assert.equal(back.memory.deferred, false)
})

test('a deferral with facts keeps the facts', () => {
  const kept = plan(said('é 700, mas tô no trabalho', { acts: ['defer', 'inform'], facts: { billBrl: 700 } }), ASKED)
  assert.deepEqual(kinds(kept), ['acknowledge', 'defer_ok'])
})

test('rules §5, not understood: said, then other words and choices, then a person', () => {
  const given = (notUnderstood: number): Given => ({ ...ASKED, memory: { ...ASKED.memory, notUnderstood } })
  const first = plan(said('asdf qwer'), given(0))
  assert.deepEqual(first.says, [
    { kind: 'not_understood', attempt: 1 },
    { kind: 'ask', fact: 'billBrl', attempt: 2, withChoices: false },
  ])
  const second = plan(said('zxcv'), given(1))
  assert.deepEqual(second.says, [
    { kind: 'not_understood', attempt: 2 },
    { kind: 'ask', fact: 'billBrl', attempt: 2, withChoices: true },
  ])
  assert.equal(second.memory.choicesFor, 'billBrl')
  const third = plan(said('uiop'), given(2))
  assert.deepEqual(third.says, [{ kind: 'handoff', reason: 'not_understood' }])
  assert.equal(third.effects.handoff, 'not_understood')
})

test('rules §5, not understood: what is understood sets the count back', () => {
  assert.equal(
    plan(said('700', { facts: { billBrl: 700 } }), { ...ASKED, memory: { notUnderstood: 2 } }).memory.notUnderstood,
    0,
  )
})

test('rules §5, not understood: media, abuse, injection and off topic do not count', () => {
  const given: Given = { ...ASKED, memory: { ...ASKED.memory, notUnderstood: 2 } }
  for (const kind of ['abuse', 'injection', 'off_topic'] satisfies Act[]) {
    const answered = plan(act('…', kind), given)
    assert.equal(answered.memory.notUnderstood, 2)
    assert.equal(answered.effects.handoff, undefined)
  }
  const noise = plan(said(''), { ...given, media: [{ medium: 'audio', outcome: 'unreadable' }] })
  assert.deepEqual(kinds(noise), ['media_unreadable', 'ask'])
  assert.equal(noise.memory.notUnderstood, 2)
})

test('laughter and signs are not misunderstood', () => {
  for (const text of ['kkkkk', 'rsrsrs', '😂', '...', 'haha'])
    assert.ok(!kinds(plan(said(text), ASKED)).includes('not_understood'), text)
})

test('media: what could not be read is said, a sticker alone starts no turn, a contact is acknowledged', () => {
  const media = (medium: 'image' | 'sticker' | 'contact' | 'audio', outcome: 'unreadable' | 'noted') =>
    kinds(plan(said(''), { ...ASKED, media: [{ medium, outcome }] }))
  assert.deepEqual(media('image', 'unreadable'), ['media_unreadable', 'ask'])
  assert.deepEqual(media('contact', 'noted'), ['media_noted', 'ask'])
  assert.deepEqual(media('sticker', 'noted'), [])
  const two = plan(said(''), {
    ...ASKED,
    media: [1, 2].map(() => ({ medium: 'image', outcome: 'unreadable' }) as const),
  })
  assert.deepEqual(kinds(two), ['media_unreadable', 'ask'], 'said once')
})

test('agent §5: the first contact is greeted, and a greeting after a long pause; none in between', () => {
  const greet = (memory: Given['memory'], now?: string) =>
    kinds(plan(act('bom dia', 'greet'), { ...ASKED, memory: { ...memory }, ...(now ? { now } : {}) }))
  assert.ok(greet({ turns: 0 }).includes('greet'))
  assert.ok(!greet({ turns: 1, lastSpokeAt: '2026-03-10T13:00:00Z' }).includes('greet'))
  assert.ok(greet({ turns: 1, lastSpokeAt: '2026-03-08T13:00:00Z' }).includes('greet'))
  assert.deepEqual(plan(act('oi', 'greet'), { memory: { turns: 0 } }).says[0], { kind: 'greet', first: true })
})

test('rules §5, other languages: one line the first time', () => {
  const first = plan(said('Hello! I saw your ad', { acts: ['greet'], language: 'en' }), { memory: { turns: 0 } })
  assert.deepEqual(kinds(first), ['greet', 'language_note', 'ask'])
  const word = plan(said('casa', { facts: { propertyKind: 'house' }, language: 'es' }), ASKED)
  assert.ok(!kinds(word).includes('language_note'), 'a one-word answer is no language')
  const again = plan(said('How much?', { acts: ['ask'], topics: ['price'], language: 'en' }), {
    memory: { ...first.memory },
  })
  assert.deepEqual(kinds(again), ['answer', 'ask'])
})

test('closings after the goodbye get at most one short reply; two in a row stay silent', () => {
  const closed: Given = { facts: QUALIFIED, memory: { closed: true } }
  const thanks = plan(act('muito obrigada', 'thanks'), closed)
  assert.deepEqual(kinds(thanks), ['thanks_reply'])
  assert.deepEqual(kinds(plan(act('obrigada de novo', 'thanks'), { ...closed, memory: thanks.memory })), [])
  assert.deepEqual(kinds(plan(act('ok', 'confirm'), closed)), [])
})

test('thanks in the middle of the questions ends nothing', () => {
  assert.deepEqual(kinds(plan(act('obrigado', 'thanks'), ASKED)), ['ask'])
})

test('a handoff the playbook does not want is none', () => {
  const playbook = { ...SOLAR, handoff: { ...SOLAR.handoff, triggers: [] } }
  const asked = plan(said('sou investidor', { triggers: ['investor'] }), { ...ASKED, playbook })
  assert.equal(asked.effects.handoff, undefined)
})

test('asked who decides, "tenho que ver em casa" is the answer: times for both, not the question again', () => {
  const heard = said('n, tenho q ver em casa', { acts: ['object:spouse', 'inform'] })
  const { decisionMaker: _decisionMaker, ...facts } = QUALIFIED
  const answered = plan(
    { ...heard, facts: { decisionMaker: { value: false, confidence: 0.96, evidence: 'n, tenho' } } },
    { facts, memory: { asked: 'decisionMaker' } },
  )
  assert.equal(answered.facts.decisionMaker?.value, false)
  assert.notEqual(answered.asks, 'decisionMaker')
})
