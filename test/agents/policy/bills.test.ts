import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bill, type BillFields } from '#src/domain/bill.ts'
import { act, known, plan, QUALIFIED, said, without } from './support.ts'

const FIELDS: BillFields = {
  distributor: 'Neoenergia Pernambuco',
  uf: 'PE',
  city: 'Olinda',
  installationNumber: '7001234567',
  referenceMonth: '2026-02',
  totalAmount: 687.31,
  consumptionKwh: 640,
  hasDistributedGeneration: false,
}

function bill(fields: BillFields = FIELDS, more: Partial<Bill> = {}): Bill {
  const sure = { confidence: { totalAmount: 0.99 }, provenance: { totalAmount: ['barcode', 'pix'] }, checks: [] }
  return Bill.parse({ messageId: 'bill-1', readAt: '2026-03-10T12:00:00Z', fields, ...sure, ...more })
}

const came = (one: Bill, rest = {}) => ({ bills: [one], freshBills: [one.messageId], ...rest })
const kinds = ({ says }: ReturnType<typeof plan>) => says.map(({ kind }) => kind)
const NAMED = { facts: known({ name: 'Célia' }) }

test('what was read is said and kept, with where it stood; only the rest is asked', () => {
  const { facts, asks, ...rest } = plan(said(''), came(bill(), NAMED))
  assert.deepEqual(kinds({ facts, asks, ...rest }), ['bill_read', 'ask'])
  assert.equal(asks, 'propertyKind')
  assert.equal(facts.billBrl?.evidence, '02/2026: código de barras, PIX')
  assert.deepEqual([facts.hasSolar?.value, facts.state?.value, facts.consumptionKwh?.source], [false, 'PE', 'bill'])
})

const CHECKS: [string, Bill, object, string][] = [
  [
    'one place alone',
    bill(FIELDS, { confidence: { totalAmount: 0.7 }, provenance: { totalAmount: ['label'] } }),
    NAMED,
    'total',
  ],
  ['a month long past', bill({ ...FIELDS, referenceMonth: '2025-11' }), NAMED, 'old'],
  ['another name', bill(FIELDS, { holder: 'other' }), NAMED, 'holder'],
  ['another amount than was said', bill(), { facts: known({ name: 'Célia', billBrl: 1500 }) }, 'differs'],
  [
    'credits of solar though there are no panels',
    bill({ ...FIELDS, hasDistributedGeneration: true }),
    { facts: known({ name: 'Célia', hasSolar: false }) },
    'solar',
  ],
  ['another city than was said', bill(), { facts: known({ name: 'Célia', city: 'Caruaru', state: 'PE' }) }, 'city'],
]
for (const [name, one, given, kind] of CHECKS)
  test(`${name} is asked about, and counts after a yes only`, () => {
    const first = plan(said(''), came(one, given))
    const check = first.says.find((say) => say.kind === 'ask_bill_check')?.check
    assert.equal(check?.kind, kind)
    assert.equal(first.asks, 'bill_check')

    const memory = { ...first.memory, turns: 4 }
    const later = { bills: [one], facts: first.facts, memory }
    const yes = plan(act('isso', 'confirm'), later)
    const no = plan(act('não', 'deny'), later)
    const value = { solar: ['hasSolar', true], city: ['city', 'Olinda'] }[kind] ?? ['billBrl', 687.31]
    const fact = (facts: typeof yes.facts) =>
      Object.entries(facts).find(([factName]) => factName === value[0])?.[1]?.value
    assert.notEqual(fact(first.facts), value[1], 'not before')
    assert.equal(fact(yes.facts), value[1])
    assert.notEqual(fact(no.facts), value[1])
    assert.ok(![...kinds(yes), ...kinds(no)].includes('ask_bill_check'), 'and is not asked again')
  })

test('what the lead says instead takes the place of the doubtful amount', () => {
  const one = bill(FIELDS, { confidence: {}, provenance: { totalAmount: ['label'] } })
  const first = plan(said(''), came(one, NAMED))
  const later = { bills: [one], facts: first.facts, memory: { ...first.memory, turns: 4 } }
  const { facts } = plan(said('não, é 512', { acts: ['deny'], facts: { billBrl: 512 } }), later)
  assert.deepEqual([facts.billBrl?.value, facts.billBrl?.source], [512, 'lead'])
})

test('a question that gets no answer is put once more, and then left', () => {
  const one = bill(FIELDS, { confidence: {}, provenance: { totalAmount: ['label'] } })
  let turn = plan(said(''), came(one, NAMED))
  const asked: (string | null)[] = [turn.asks]
  for (const text of ['hã', 'oxe', 'e aí']) {
    turn = plan(said(text), { bills: [one], facts: turn.facts, memory: { ...turn.memory, turns: 4 } })
    asked.push(turn.asks)
  }
  assert.deepEqual(asked.slice(0, 3), ['bill_check', 'bill_check', 'billBrl'])
})

test('a person who decides by numbers has them: a bill under the gate declines at once, a large one is handed over', () => {
  assert.ok(kinds(plan(said(''), came(bill({ ...FIELDS, totalAmount: 196.4 }), NAMED))).includes('decline'))
  assert.deepEqual(kinds(plan(said(''), came(bill({ ...FIELDS, totalAmount: 26_332 }), NAMED))), ['handoff'])
})

test('a meeting that stands is not held up by questions about a bill', () => {
  const one = bill(FIELDS, { holder: 'other' })
  const booking = {
    start: '2026-03-12T14:00:00-03:00',
    end: '2026-03-12T14:30:00-03:00',
    attendantId: 'a',
    attendantName: 'A',
  }
  const lead = {
    booking: { ...booking, id: 'b', status: 'confirmed', attendanceConfirmed: false, meeting: 'x' },
  } as const
  assert.equal(plan(said(''), came(one, { facts: QUALIFIED, lead })).asks, null)
})

test('while a file is being read nothing is asked that it may answer', () => {
  const { asks, ...rest } = plan(said('segue'), { ...NAMED, media: [{ medium: 'image', outcome: 'pending' }] })
  assert.deepEqual([kinds({ asks, ...rest }), asks], [['media_pending'], null])
})

test('the history is asked for only where an estimate needs it', () => {
  const { consumptionKwh: _, ...without12 } = FIELDS
  const facts = without(QUALIFIED, 'billBrl')
  const asks = said('quanto eu economizaria?', { acts: ['ask'], topics: ['estimate'] })
  assert.ok(!kinds(plan(said(''), came(bill(without12), { facts }))).includes('ask_bill_history'))
  assert.ok(kinds(plan(asks, came(bill(without12), { facts }))).includes('ask_bill_history'))
  assert.ok(kinds(plan(asks, came(bill(), { facts }))).includes('estimate'))
})
