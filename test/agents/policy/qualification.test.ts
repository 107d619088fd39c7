import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactName } from '#src/domain/facts.ts'
import type { DisqualifiedReason } from '#src/domain/plan.ts'
import { act, bookingAt, type Given, kinds, known, plan, QUALIFIED, SOLAR, said, without } from './support.ts'

const ORDER: FactName[] = [
  'name',
  'billBrl',
  'city',
  'propertyKind',
  'ownsProperty',
  'hasSolar',
  'competitorContract',
  'decisionMaker',
]

test('rules §3: the facts are asked in the order of the playbook, one a turn', () => {
  ORDER.forEach((fact, i) => {
    const facts = without(QUALIFIED, ...ORDER.slice(i), ...(fact === 'city' || i < 2 ? (['state'] as const) : []))
    const asked = plan(act('oi', 'greet'), { facts })
    assert.equal(asked.asks, fact)
    assert.equal(asked.stage, 'qualifying')
    assert.equal(asked.says.filter((say) => say.kind === 'ask').length, 1)
  })
})

test('rules §3: one message may fill many facts; only what is missing is asked', () => {
  const asked = plan(
    said('oi, sou a Juliana, moro em Paulista e pago uns 700 de luz', {
      acts: ['greet', 'inform'],
      facts: { name: 'Juliana', city: 'Paulista', state: 'PE', billBrl: 700 },
    }),
    { memory: { turns: 0 }, lead: { stage: 'new' } },
  )
  assert.deepEqual(kinds(asked), ['greet', 'acknowledge', 'ask'])
  assert.equal(asked.asks, 'propertyKind')
})

test('rules §3: facts asked only on occasion never come up by themselves', () => {
  const offered = plan(said('eu decido', { facts: { decisionMaker: true } }), {
    facts: without(QUALIFIED, 'decisionMaker'),
  })
  assert.equal(offered.action?.kind, 'offer_slots')
})

test('rules §3: a failing gate declines at once, with its reason and no question', () => {
  const cases: [Parameters<typeof said>[1], DisqualifiedReason][] = [
    [{ facts: { billBrl: 180 } }, 'low_bill'],
    [{ facts: { city: 'Fortaleza', state: 'CE' } }, 'out_of_area'],
    [{ facts: { competitorContract: true } }, 'competitor_contract'],
    [{ facts: { hasSolar: true, wantsExpansion: false } }, 'already_solar'],
  ]
  for (const [perceived, reason] of cases) {
    const declined = plan(said('…', perceived))
    assert.deepEqual(declined.says, [{ kind: 'decline', reason }])
    assert.equal(declined.effects.disqualify, reason)
    assert.equal(declined.stage, 'disqualified')
    assert.equal(declined.asks, null)
  }
})

test('rules §1: if several reasons hold, the first of the order is the reason', () => {
  const all = known({ billBrl: 180, city: 'Fortaleza', state: 'CE', hasSolar: true, wantsExpansion: false })
  const order: [FactName[], DisqualifiedReason][] = [
    [[], 'out_of_area'],
    [['city', 'state'], 'low_bill'],
    [['city', 'state', 'billBrl'], 'already_solar'],
    [['city', 'state', 'billBrl', 'hasSolar'], 'competitor_contract'],
  ]
  for (const [gone, reason] of order) {
    const declined = plan(said('tenho contrato', { facts: { competitorContract: true } }), {
      facts: without(all, ...gone),
    })
    assert.equal(declined.effects.disqualify, reason)
  }
})

test('rules §3: the gate is the total, and 400 passes', () => {
  assert.equal(plan(said('400', { facts: { billBrl: 400 } })).effects.disqualify, undefined)
  assert.equal(plan(said('399,99', { facts: { billBrl: 399.99 } })).effects.disqualify, 'low_bill')
})

test('rules §3: an approximate amount within 10 % under the gate is asked for exactly before declining', () => {
  const about = (billBrl: number) => plan(said('uns', { facts: { billBrl }, about: ['billBrl'] }))
  assert.deepEqual(kinds(about(380)), ['acknowledge', 'ask_exact_bill'])
  assert.equal(about(380).asks, 'exact_bill')
  assert.equal(about(360).asks, 'exact_bill')
  assert.equal(about(359).effects.disqualify, 'low_bill')
  assert.equal(about(400).asks, 'name')
})

test('rules §3: the exact answer decides, and so does insisting on the rough one', () => {
  const given: Given = {
    facts: known({ billBrl: 380 }, { approximate: true }),
    memory: { asked: 'exact_bill', askedTimes: { exact_bill: 1 } },
  }
  assert.equal(plan(said('R$ 412,30', { facts: { billBrl: 412.3 } }), given).asks, 'name')
  assert.equal(plan(said('R$ 388', { facts: { billBrl: 388 } }), given).effects.disqualify, 'low_bill')
  assert.equal(
    plan(said('uns 390', { facts: { billBrl: 390 }, about: ['billBrl'] }), given).effects.disqualify,
    'low_bill',
  )
  assert.equal(plan(act('é isso', 'confirm'), given).effects.disqualify, 'low_bill')
})

test('rules §3: a second bill or a correction brings a declined lead back', () => {
  const given: Given = {
    facts: known({ name: 'Wilma', billBrl: 180 }),
    lead: { stage: 'disqualified', disqualified: 'low_bill' },
    memory: { closed: true },
  }
  const further = plan(said('tenho outra conta da loja, 420', { facts: { billBrl: 420 } }), given)
  assert.equal(further.facts.billBrl?.value, 600)
  const corrected = plan(said('errei, é 800', { facts: { billBrl: 800 } }), given)
  for (const back of [further, corrected]) {
    assert.equal(back.effects.requalify, true)
    assert.equal(back.asks, 'city')
    assert.equal(back.stage, 'qualifying')
  }
})

test('a declined lead who writes again gets an answer but no new sale', () => {
  const given: Given = {
    facts: known({ name: 'Wilma', billBrl: 180 }),
    lead: { stage: 'disqualified', disqualified: 'low_bill' },
    memory: { closed: true },
  }
  const answered = plan(said('vocês atendem Natal?', { acts: ['ask'], topics: ['areas'] }), given)
  assert.deepEqual(answered.says, [{ kind: 'answer', topic: 'areas' }])
  assert.equal(answered.stage, 'disqualified')
  assert.deepEqual(kinds(plan(act('ok', 'confirm'), given)), [])
  assert.deepEqual(kinds(plan(act('obrigada', 'thanks'), given)), ['thanks_reply'])
  const still = plan(said('na verdade 250', { facts: { billBrl: 250 } }), given)
  assert.deepEqual(still.says, [{ kind: 'decline', reason: 'low_bill' }])
})

test('rules §3: with solar the question is whether to expand; wanting to keeps the lead', () => {
  const asked = plan(said('já tenho', { facts: { hasSolar: true } }), {
    facts: without(QUALIFIED, 'hasSolar', 'decisionMaker'),
  })
  assert.equal(asked.asks, 'wantsExpansion')
  const given: Given = {
    facts: { ...without(QUALIFIED, 'decisionMaker'), ...known({ hasSolar: true }) },
    memory: { asked: 'wantsExpansion' },
  }
  assert.equal(plan(act('sim', 'confirm'), given).asks, 'decisionMaker')
  assert.equal(plan(act('não', 'deny'), given).effects.disqualify, 'already_solar')
})

test('rules §3: a competitor’s discount without loyalty is no contract', () => {
  const facts = { competitorDiscountPct: 10, competitorContract: false }
  assert.equal(
    plan(said('ganho 10% sem fidelidade', { facts }), { facts: without(QUALIFIED, 'competitorContract') }).effects
      .disqualify,
    undefined,
  )
})

test('rules §3: somebody else deciding is no refusal; times are for both', () => {
  const offered = plan(said('é meu marido', { facts: { decisionMaker: false } }), {
    facts: without(QUALIFIED, 'decisionMaker'),
  })
  assert.equal(offered.action?.kind, 'offer_slots')
  assert.equal(offered.stage, 'qualified')
})

test('rules §3: not knowing the amount leads to the bill or the kWh once, and then on', () => {
  const asked = plan(said('não sei', { acts: ['inform'], declined: ['billBrl'] }), {
    facts: known({ name: 'Zé' }),
    memory: { asked: 'billBrl' },
  })
  assert.deepEqual(kinds(asked), ['ask_bill_document'])
  assert.equal(asked.asks, 'consumptionKwh')
  const on = plan(said('também não', { acts: ['inform'], declined: ['consumptionKwh'] }), {
    facts: asked.facts,
    memory: asked.memory,
  })
  assert.equal(on.asks, 'city')
  assert.equal(on.facts.billBrl?.value, null)
})

test('without the amount the sale goes on as far as possible: times, but not yet qualified', () => {
  const facts = { ...QUALIFIED, ...known({ billBrl: null, consumptionKwh: null }) }
  const offered = plan(act('oi', 'greet'), { facts })
  assert.equal(offered.action?.kind, 'offer_slots')
  assert.equal(offered.stage, 'qualifying')
})

test('kWh stand in for the amount: they qualify, or decline where no tariff could reach the gate', () => {
  const at = (consumptionKwh: number) =>
    plan(act('oi', 'greet'), { facts: { ...QUALIFIED, ...known({ billBrl: null, consumptionKwh }) } })
  assert.equal(at(700).stage, 'qualified')
  assert.equal(at(340).stage, 'qualified')
  assert.equal(at(150).effects.disqualify, 'low_bill')
})

test('rules §3: what the lead declines is not asked again', () => {
  const on = plan(said('não vou dizer meu nome', { acts: ['deny'], declined: ['name'] }), { memory: { asked: 'name' } })
  assert.equal(on.facts.name?.value, null)
  assert.equal(on.asks, 'billBrl')
  const bare = plan(act('não', 'deny'), { memory: { asked: 'name' } })
  assert.equal(bare.facts.name?.value, null)
})

test('a bare yes or no answers the yes/no question that was asked', () => {
  const given: Given = { facts: without(QUALIFIED, 'ownsProperty'), memory: { asked: 'ownsProperty' } }
  assert.equal(plan(act('👍', 'confirm'), given).facts.ownsProperty?.value, true)
  assert.equal(plan(act('não', 'deny'), given).facts.ownsProperty?.value, false)
})

test('a number answers the choices that were shown, and only those', () => {
  const facts = without(QUALIFIED, 'propertyKind')
  const shown: Given = { facts, memory: { asked: 'propertyKind', choicesFor: 'propertyKind' } }
  assert.equal(plan(said('2', { acts: [] }), shown).facts.propertyKind?.value, 'apartment')
  for (const text of ['a 3', 'opção 3', '3)', 'a terceira'])
    assert.equal(plan(said(text, { acts: [] }), shown).facts.propertyKind?.value, 'business', text)
  for (const text of ['2 contas', '9', 'rua 3'])
    assert.equal(plan(said(text, { acts: [] }), shown).facts.propertyKind, undefined)
  assert.equal(
    plan(said('2', { acts: [] }), { facts, memory: { asked: 'propertyKind' } }).facts.propertyKind,
    undefined,
  )
  const bill: Given = { memory: { asked: 'billBrl', choicesFor: 'billBrl' } }
  assert.equal(plan(said('2)', { acts: [] }), bill).facts.billBrl?.value, 700)
})

test('a question never answered is left alone in the end, and the others are asked', () => {
  assert.equal(plan(act('oi', 'greet'), { memory: { askedTimes: { name: 5 } } }).asks, 'billBrl')
})

test('the wording changes with every attempt, and choices come with the fourth', () => {
  const asked = (times: number) => plan(act('oi', 'greet'), { memory: { askedTimes: { name: times } } }).says.at(-1)
  assert.deepEqual(asked(0), { kind: 'ask', fact: 'name', attempt: 1, withChoices: false })
  assert.deepEqual(asked(1), { kind: 'ask', fact: 'name', attempt: 2, withChoices: false })
  assert.deepEqual(asked(2), { kind: 'ask', fact: 'name', attempt: 3, withChoices: false })
  assert.deepEqual(asked(3), { kind: 'ask', fact: 'name', attempt: 4, withChoices: true })
})

test('agent §4: stages follow the facts', () => {
  const first = plan(act('oi', 'greet'), { memory: { turns: 0 }, lead: { stage: 'new' } })
  assert.equal(first.stage, 'qualifying')
  assert.equal(plan(act('oi', 'greet'), { facts: QUALIFIED }).stage, 'qualified')
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  assert.equal(plan(act('oi', 'greet'), { facts: QUALIFIED, lead: { stage: 'scheduled', booking } }).stage, 'scheduled')
  assert.equal(plan(act('oi', 'greet'), { facts: QUALIFIED, lead: { stage: 'nurturing' } }).stage, 'qualified')
  assert.equal(plan(act('oi', 'greet'), { facts: QUALIFIED, lead: { stage: 'won' } }).stage, 'won')
})

test('a correction after the booking is acknowledged; the meeting stays with the attendants to judge', () => {
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const noted = plan(said('na verdade a conta é 200', { facts: { billBrl: 200 } }), {
    facts: QUALIFIED,
    lead: { stage: 'scheduled', booking },
  })
  assert.deepEqual(kinds(noted), ['acknowledge'])
  assert.equal(noted.stage, 'scheduled')
  assert.equal(noted.effects.disqualify, undefined)
})

test('a playbook without gates sells by its own questions', () => {
  const gates = { approximateMargin: 0.1, declineIfSolar: false, declineIfCompetitorContract: false }
  const playbook = { ...SOLAR, gates, offers: [], questions: SOLAR.questions.slice(0, 1) }
  const offered = plan(said('Célia', { facts: { name: 'Célia' } }), { playbook })
  assert.equal(offered.action?.kind, 'offer_slots')
  assert.equal(offered.stage, 'qualified')
  assert.equal(offered.offer, null)
})
