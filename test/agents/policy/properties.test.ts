import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FactName } from '#src/domain/facts.ts'
import { FactName as FactNames } from '#src/domain/facts.ts'
import {
  type Action,
  type ActionResult,
  ConversationMemory,
  OfferContext,
  Plan,
  type Say,
  type SayKind,
} from '#src/domain/plan.ts'
import { type Act, OBJECTION_KINDS, SIMPLE_ACTS, type Understanding } from '#src/domain/understanding.ts'
import { asking, bookingAt, conversation, type Given, QUALIFIED, said, THREE } from './support.ts'

const QUESTIONS: ReadonlySet<SayKind> = new Set<SayKind>([
  'ask',
  'ask_exact_bill',
  'ask_bill_document',
  'ask_place',
  'offer_slots',
  'ask_slot_half',
  'ask_slot_ambiguous',
  'ask_which_slot',
  'ask_resume',
  'ask_erase',
])
const AFTER_OPT_OUT: ReadonlySet<SayKind> = new Set<SayKind>([
  'answer',
  'booking_reminded',
  'estimate',
  'ask_resume',
  'stays_out',
  'ask_erase',
  'erased',
  'cancelled',
])
const BOOKED: ReadonlySet<SayKind> = new Set<SayKind>(['booked', 'rescheduled', 'cancelled', 'attendance_confirmed'])

const goodFacts = fc.record(
  {
    name: fc.constant('Zé'),
    billBrl: fc.constantFrom(620, 700, 6200),
    city: fc.constant('Recife'),
    state: fc.constant('PE'),
    propertyKind: fc.constantFrom('house' as const, 'apartment' as const),
    ownsProperty: fc.boolean(),
    decisionMaker: fc.boolean(),
    hasSolar: fc.constant(false),
    competitorContract: fc.constant(false),
  },
  { requiredKeys: [] },
)

const facts = fc.record(
  {
    name: fc.constantFrom('Zé', 'Célia'),
    billBrl: fc.constantFrom(150, 380, 395, 620, 6200, 25000),
    city: fc.constantFrom('Recife', 'Natal', 'Fortaleza'),
    state: fc.constantFrom('PE', 'RN', 'CE'),
    propertyKind: fc.constantFrom('house' as const, 'apartment' as const, 'business' as const),
    ownsProperty: fc.boolean(),
    decisionMaker: fc.boolean(),
    hasSolar: fc.boolean(),
    wantsExpansion: fc.boolean(),
    competitorContract: fc.boolean(),
    email: fc.constant('a@example.com'),
  },
  { requiredKeys: [] },
)

const time = fc.constantFrom(
  { kind: 'exact', from: '2026-03-12T14:00:00-03:00' } as const,
  { kind: 'exact', from: '2026-03-11T20:10:00-03:00' } as const,
  { kind: 'daypart', need: 'day', clockFrom: '13:00', clockTo: '18:00' } as const,
  { kind: 'range', need: 'time', date: '2026-03-13' } as const,
  { kind: 'ambiguous', from: '2026-03-12', to: '2026-03-19' } as const,
)

const choice = fc.constantFrom(1, 2, 3, 7)
const topics = fc.constantFrom<string[]>(['price'], ['meeting'], ['availability'], ['estimate'], ['nonsense'])
const text = fc.constantFrom('sim', 'ok', 'não', '2', 'asdf', 'amanhã', '')

/** What most messages of a sale are: facts, picks, times, yes and no. */
const usual = fc.oneof(
  fc.tuple(text, goodFacts).map(([said, told]) => ({ text: said, acts: ['inform'] satisfies Act[], facts: told })),
  fc.tuple(text, choice).map(([said, n]) => ({ text: said, acts: ['choose'] satisfies Act[], choice: n })),
  fc.tuple(text, time).map(([said, wish]) => ({ text: said, acts: ['inform'] satisfies Act[], time: wish })),
  fc
    .tuple(text, fc.constantFrom<Act>('confirm', 'deny', 'greet', 'thanks'))
    .map(([said, one]) => ({ text: said, acts: [one] })),
  fc.tuple(text, topics).map(([said, about]) => ({ text: said, acts: ['ask'] satisfies Act[], topics: about })),
  text.map((said) => ({ text: said, acts: [] })),
)

/** Anything at all, also what contradicts itself. */
const unusual = fc.record(
  {
    text,
    acts: fc.oneof(
      fc.subarray<Act>([...SIMPLE_ACTS], { maxLength: 3 }),
      fc.constantFrom(...OBJECTION_KINDS).map((kind): Act[] => [`object:${kind}`]),
    ),
    facts,
    about: fc.constantFrom<FactName[]>([], ['billBrl']),
    time,
    choice,
    topics,
    triggers: fc.constantFrom<NonNullable<Understanding['triggers']>>(['investor'], ['complaint']),
    declined: fc.constantFrom<FactName[]>(['billBrl'], ['name'], ['email'], ['city', 'decisionMaker']),
    noInterest: fc.constant(true),
    language: fc.constantFrom('en' as const, 'es' as const),
    ambiguousCity: fc.constant<NonNullable<Understanding['ambiguousCity']>>([
      { city: 'Juazeiro', state: 'BA' },
      { city: 'Juazeiro do Norte', state: 'CE' },
    ]),
  },
  { requiredKeys: ['text', 'acts'] },
)

const perception: fc.Arbitrary<Understanding> = fc
  .oneof({ weight: 6, arbitrary: usual }, { weight: 2, arbitrary: unusual })
  .map(({ text: words, ...rest }) => said(words, rest))

const start: fc.Arbitrary<Given> = fc.constantFrom<Given>(
  {},
  { facts: QUALIFIED, memory: { turns: 5 }, lead: { stage: 'qualified' } },
  { facts: QUALIFIED, memory: { turns: 5, ...asking(...THREE) }, lead: { stage: 'qualified' } },
  {
    facts: QUALIFIED,
    memory: { turns: 7, closed: true },
    lead: { stage: 'scheduled', booking: bookingAt('2026-03-12T14:00:00-03:00') },
  },
)

const outcome = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Outcome>('works') },
  { weight: 1, arbitrary: fc.constantFrom<Outcome>('taken', 'refused', 'nothing', 'empty') },
)
type Outcome = 'works' | 'taken' | 'refused' | 'nothing' | 'empty'

function resultOf(action: Action, how: Outcome): ActionResult {
  if (how === 'nothing') return { kind: 'nothing' }
  const slots = how === 'empty' ? [] : THREE
  switch (action.kind) {
    case 'offer_slots':
      return { kind: 'slots', slots, fit: action.wish ? 'near' : 'first', reason: 'closed' }
    case 'book':
    case 'reschedule': {
      if (how === 'taken' || how === 'empty') return { kind: 'slot_taken', slots }
      if (how === 'refused') return { kind: 'slot_refused', reason: OfferContext.parse('holiday'), slots }
      const booking = bookingAt(action.start)
      return action.kind === 'book' ? { kind: 'booked', booking } : { kind: 'rescheduled', booking }
    }
    case 'cancel':
      return { kind: 'cancelled', booking: bookingAt('2026-03-12T14:00:00-03:00', { status: 'cancelled' }) }
    case 'confirm_attendance':
      return { kind: 'attendance_confirmed', booking: bookingAt('2026-03-12T14:00:00-03:00') }
    case 'erase':
      return { kind: 'erased', receipt: 'R-1' }
  }
}

type Step = { plan: Plan; result: ActionResult | null; silence: string | null; before: string | null }

/** Every turn of a random conversation, with the result of its action. */
function run([given, turns]: [Given, [Understanding, Outcome][]]): Step[] {
  const steps: Step[] = []
  let result: ActionResult | null = null
  let how: Outcome = 'works'
  const talk = conversation(given, (action) => {
    result = resultOf(action, how)
    return result
  })
  for (const [said, next] of turns) {
    how = next
    result = null
    const before = talk.lead.silence
    const plan = talk.say(said)
    steps.push({ plan, result, silence: talk.lead.silence, before })
  }
  return steps
}

const turns = fc.tuple(start, fc.array(fc.tuple(perception, outcome), { minLength: 1, maxLength: 14 }))
const PARAMS = { numRuns: 800, seed: 20260310 }

function holds(check: (steps: Step[]) => void): void {
  fc.assert(
    fc.property(turns, (all) => check(run(all))),
    PARAMS,
  )
}

test('never two questions in a turn, and what is asked is what is said', () => {
  holds((steps) => {
    for (const { plan } of steps) {
      const questions = plan.says.filter((say) => QUESTIONS.has(say.kind))
      assert.ok(questions.length <= 1, kindsOf(plan.says))
      assert.equal(questions.length, plan.asks === null ? 0 : 1, `${kindsOf(plan.says)} asks ${plan.asks}`)
    }
  })
})

test('never asks for a fact that is known or was declined', () => {
  holds((steps) => {
    for (const { plan } of steps) {
      const fact = FactNames.safeParse(plan.asks)
      if (fact.success) assert.equal(plan.facts[fact.data], undefined, fact.data)
    }
  })
})

test('while an attendant is active nothing is said, asked or done', () => {
  holds((steps) => {
    for (const { plan, before } of steps.filter((step) => step.before === 'handoff'))
      assert.deepEqual([plan.says, plan.asks, plan.action], [[], null, null], String(before))
  })
})

test('after an opt-out only the allowed words, until a clear yes', () => {
  holds((steps) => {
    for (const { plan, before } of steps) {
      const out = before === 'opted_out' || before === 'erasure_asked'
      if (out && !plan.effects.resume)
        for (const { kind } of plan.says) assert.ok(AFTER_OPT_OUT.has(kind), kindsOf(plan.says))
      const leaves = plan.effects.handoff ?? plan.effects.disqualify
      if (out && plan.effects.resume && !leaves) assert.equal(plan.says[0]?.kind, 'resumed')
    }
  })
})

test('a booking is only spoken of after its committed result', () => {
  holds((steps) => {
    for (const { plan, result } of steps)
      for (const { kind } of plan.says) if (BOOKED.has(kind)) assert.equal(result?.kind, kind)
  })
})

test('a goodbye, a handoff and an apology stand alone', () => {
  const alone: ReadonlySet<SayKind> = new Set<SayKind>(['handoff', 'opt_out_goodbye', 'wrong_person', 'ask_erase'])
  holds((steps) => {
    for (const { plan } of steps)
      if (plan.says.some((say) => alone.has(say.kind))) assert.equal(plan.says.length, 1, kindsOf(plan.says))
  })
})

test('a plan is what its type says, and its memory survives being stored', () => {
  holds((steps) => {
    for (const { plan } of steps) {
      assert.deepEqual(Plan.parse(JSON.parse(JSON.stringify(plan))), plan)
      assert.deepEqual(ConversationMemory.parse(JSON.parse(JSON.stringify(plan.memory))), plan.memory)
    }
  })
})

test('memory knows what was asked last, and the words fit a few bubbles', () => {
  holds((steps) => {
    for (const { plan } of steps) {
      if (plan.asks !== null) assert.equal(plan.memory.asked, plan.asks)
      assert.ok(plan.says.length <= 7, kindsOf(plan.says))
      assert.ok(plan.memory.offered.length <= 3)
    }
  })
})

test('the same turns give the same plans', () => {
  for (const sample of fc.sample(turns, { numRuns: 50, seed: 7 })) assert.deepEqual(run(sample), run(sample))
})

test('a cooperative lead is offered times in at most nine turns, whatever they tell at once', () => {
  const all = {
    name: 'Zé',
    billBrl: 620,
    city: 'Recife',
    propertyKind: 'house',
    ownsProperty: true,
    hasSolar: false,
    competitorContract: false,
    decisionMaker: true,
  } as const
  const early = fc.subarray([
    'name',
    'billBrl',
    'city',
    'propertyKind',
    'ownsProperty',
    'hasSolar',
    'competitorContract',
    'decisionMaker',
  ] as const)
  fc.assert(
    fc.property(early, (told) => {
      const offered: Say[] = []
      const talk = conversation({}, () => ({ kind: 'slots', slots: THREE, fit: 'first' }))
      const tell = (...names: readonly (keyof typeof all)[]) =>
        said('oi', {
          acts: ['inform'],
          facts: {
            ...Object.fromEntries(names.map((name) => [name, all[name]])),
            ...(names.includes('city') ? { state: 'PE' } : {}),
          },
        })
      let plan = talk.say(tell(...told))
      let count = 1
      while (plan.asks !== 'slots' && count < 20) {
        const fact = Object.keys(all).find((name): name is keyof typeof all => name === plan.asks)
        assert.ok(fact, String(plan.asks))
        plan = talk.say(tell(fact))
        count += 1
      }
      offered.push(...plan.says.filter((say) => say.kind === 'offer_slots'))
      assert.equal(offered.length, 1)
      assert.ok(count <= 9, `${count} turns`)
      assert.equal(plan.stage, 'qualified')
    }),
    { numRuns: 256, seed: 1 },
  )
})

function kindsOf(says: Say[]): string {
  return says.map((say) => say.kind).join(', ')
}
