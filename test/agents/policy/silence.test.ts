import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Understanding } from '#src/domain/understanding.ts'
import { act, bookingAt, type Given, kinds, plan, QUALIFIED, said, settled } from './support.ts'

const OUT: Given = { facts: QUALIFIED, lead: { stage: 'opted_out', silence: 'opted_out' }, memory: { closed: true } }

test('rules §5, opt-out: one goodbye, everything on offer is forgotten, the lead is out', () => {
  const goodbye = plan(
    said('para de me mandar mensagem', { acts: ['opt_out'], facts: { city: 'Recife', state: 'PE' } }),
    {
      memory: { asked: 'city' },
    },
  )
  assert.deepEqual(kinds(goodbye), ['opt_out_goodbye'])
  assert.equal(goodbye.effects.optOut, true)
  assert.equal(goodbye.stage, 'opted_out')
  assert.equal(goodbye.asks, null)
  assert.equal(goodbye.facts.city?.value, 'Recife', 'facts are kept')
})

test('rules §5, opt-out: it comes before everything else in the message, on first contact too', () => {
  const goodbye = plan(
    said('quero falar com gente, não, pare', { acts: ['opt_out', 'request_human', 'ask'], topics: ['price'] }),
    {
      memory: { turns: 0 },
    },
  )
  assert.deepEqual(kinds(goodbye), ['opt_out_goodbye'])
})

test('rules §2 and §5: an opt-out takes effect without words while an attendant is active', () => {
  for (const silence of ['handoff', 'takeover'] as const) {
    const now = plan(act('pare', 'opt_out'), {
      lead: { stage: 'handoff', silence, attendantLastAt: Temporal.Instant.from('2026-03-10T13:00:00Z') },
    })
    assert.deepEqual(kinds(now), [])
    assert.equal(now.effects.optOut, true)
    assert.equal(now.stage, 'opted_out')
  }
})

test('rules §5: after an opt-out closings get no answer', () => {
  const closings: Understanding[] = [
    act('ok', 'confirm'),
    act('obrigado', 'thanks'),
    act('👍', 'confirm'),
    act('ok obrigada', 'confirm', 'thanks'),
    act('pare', 'opt_out'),
    act('não', 'deny'),
    act('sua burra', 'abuse'),
  ]
  for (const closing of closings) assert.deepEqual(kinds(plan(closing, OUT)), [], closing.text)
})

test('rules §5: after an opt-out anything else is answered once and asks whether contact may resume', () => {
  const asked = plan(said('vocês atendem em Natal?', { acts: ['ask'], topics: ['areas'] }), OUT)
  assert.deepEqual(kinds(asked), ['answer', 'ask_resume'])
  assert.equal(asked.asks, 'resume')
  assert.equal(asked.stage, 'opted_out')
  assert.equal(asked.effects.resume, undefined)
  assert.deepEqual(kinds(plan(act('oi', 'greet'), OUT)), ['ask_resume'])
})

test('rules §5: only a clear yes resumes', () => {
  const asked: Given = {
    ...OUT,
    memory: { asked: 'resume', askedTimes: { resume: 1 }, closed: true, offerPresented: 'own_plant' },
  }
  for (const text of ['ok', 'tá bom', 'beleza', '👍', '👍🏽', 'Ok.'])
    assert.equal(plan(act(text, 'confirm'), asked).effects.resume, undefined, text)
  const yes = plan(act('sim, pode', 'confirm'), asked)
  assert.equal(yes.effects.resume, true)
  assert.equal(yes.says[0]?.kind, 'resumed')
  assert.equal(yes.stage, 'qualified')
  const no = plan(act('não', 'deny'), asked)
  assert.deepEqual(kinds(no), ['stays_out'])
  assert.equal(no.stage, 'opted_out')
})

test('rules §5: resuming goes on with the question that was missing', () => {
  const yes = plan(act('sim, quero', 'confirm'), {
    lead: { stage: 'opted_out', silence: 'opted_out' },
    memory: { asked: 'resume', askedTimes: { resume: 1 }, closed: true },
  })
  assert.deepEqual(kinds(yes), ['resumed', 'ask'])
  assert.equal(yes.asks, 'name')
})

test('rules §5: an opt-out leaves the booking; the lead may still cancel it, and is asked nothing but to resume', () => {
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const given: Given = { ...OUT, lead: { ...OUT.lead, booking } }
  const goodbye = plan(act('pare', 'opt_out'), { facts: QUALIFIED, lead: { stage: 'scheduled', booking } })
  assert.equal(goodbye.action, null)
  const cancelled = settled(act('cancela a reunião', 'cancel'), given, { kind: 'cancelled', booking })
  assert.deepEqual(kinds(cancelled), ['cancelled', 'ask_resume'])
  assert.equal(cancelled.stage, 'opted_out')
})

test('rules §5, erasure: one confirmation, as opted out until then, and the receipt at the end', () => {
  const first = plan(act('apaga meus dados', 'erase_data'), { facts: QUALIFIED })
  assert.deepEqual(kinds(first), ['ask_erase'])
  assert.equal(first.asks, 'erase')
  assert.deepEqual(first.effects, { optOut: true, eraseRequested: true })
  assert.equal(first.stage, 'opted_out')

  const asked: Given = {
    facts: QUALIFIED,
    lead: { stage: 'opted_out', silence: 'erasure_asked' },
    memory: first.memory,
  }
  assert.deepEqual(plan(act('sim', 'confirm'), asked).action, { kind: 'erase' })
  assert.deepEqual(plan(act('apaga tudo', 'erase_data'), asked).action, { kind: 'erase' })
  const erased = settled(act('confirmo', 'confirm'), asked, { kind: 'erased', receipt: 'R-123' })
  assert.deepEqual(erased.says, [{ kind: 'erased', receipt: 'R-123' }])
})

test('rules §5, erasure: refused, the lead stays out and may resume; ignored, closings get no answer', () => {
  const asked: Given = {
    lead: { stage: 'opted_out', silence: 'erasure_asked' },
    memory: { asked: 'erase', askedTimes: { erase: 1 } },
  }
  const refused = plan(act('não, deixa', 'deny'), asked)
  assert.deepEqual(kinds(refused), ['ask_resume'])
  assert.equal(refused.effects.optOut, true)
  assert.deepEqual(kinds(plan(act('obrigado', 'thanks'), asked)), [])
})

test('rules §5, erasure beside an attendant: without words, and asked once the lead writes to us again', () => {
  const beside = plan(act('apaga meus dados', 'erase_data'), { lead: { stage: 'handoff', silence: 'handoff' } })
  assert.deepEqual(kinds(beside), [])
  assert.equal(beside.effects.eraseRequested, true)
  const later = plan(act('e aí', 'greet'), { lead: { stage: 'opted_out', silence: 'erasure_asked' } })
  assert.deepEqual(kinds(later), ['ask_erase'])
})

test('rules §2, attendant active: silent, facts still kept, nothing asked', () => {
  const silent = plan(
    said('700 por mês, tem garantia?', { acts: ['inform', 'ask'], topics: ['warranty'], facts: { billBrl: 700 } }),
    {
      lead: { stage: 'handoff', silence: 'handoff' },
      memory: { asked: 'billBrl' },
    },
  )
  assert.deepEqual(kinds(silent), [])
  assert.equal(silent.action, null)
  assert.equal(silent.agent, 'none')
  assert.equal(silent.stage, 'handoff')
  assert.equal(silent.facts.billBrl?.value, 700)
  assert.equal(silent.memory.asked, null)
})

test('rules §5, takeover: ends with the lead’s message once 12 h passed without the attendant, not before', () => {
  const given = (attendantLastAt: string): Given => ({
    facts: QUALIFIED,
    lead: {
      stage: 'handoff',
      silence: 'takeover',
      handoff: 'takeover',
      attendantLastAt: Temporal.Instant.from(attendantLastAt),
    },
  })
  const early = plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), given('2026-03-10T01:16:00Z'))
  assert.deepEqual(kinds(early), [])
  const late = plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), given('2026-03-10T01:15:00Z'))
  assert.equal(late.effects.resume, true)
  assert.equal(late.says[0]?.kind, 'answer')
  assert.equal(late.stage, 'qualified')
})

test('rules §5, handoff: ends by release only, unless the playbook sets hours', () => {
  const lead = {
    stage: 'handoff',
    silence: 'handoff',
    attendantLastAt: Temporal.Instant.from('2026-03-01T00:00:00Z'),
  } as const
  assert.deepEqual(kinds(plan(act('oi', 'greet'), { lead })), [])
})

test('failure 31: a released lead is not handed over again for old reasons, and the sale goes on', () => {
  const big = {
    ...QUALIFIED,
    billBrl: { ...QUALIFIED.billBrl, value: 25000, confidence: 1, evidence: '', source: 'lead', at: '' },
  } as const
  const released = plan(act('oi, voltei', 'greet'), {
    facts: big,
    lead: { stage: 'handoff', silence: null, handoff: 'large_bill' },
    memory: { closed: true },
  })
  assert.equal(released.effects.handoff, undefined)
  assert.equal(released.action?.kind, 'offer_slots')
  assert.equal(released.stage, 'qualified')
})

test('agent §4, handoff: the lead is told once, with nothing beside it', () => {
  const cases: [Understanding, string][] = [
    [act('quero falar com um atendente', 'request_human'), 'asked'],
    [said('quero investir numa usina', { triggers: ['investor'] }), 'investor'],
    [said('vou reclamar no procon', { triggers: ['complaint'] }), 'complaint'],
    [said('já sou cliente', { triggers: ['existing_customer'] }), 'existing_customer'],
    [said('sou cliente e a usina parou', { triggers: ['complaint', 'existing_customer'] }), 'existing_customer'],
    [said('ficou péssimo, quero reclamar', { triggers: ['complaint', 'existing_customer'] }), 'complaint'],
    [said('25 mil', { facts: { billBrl: 25000 } }), 'large_bill'],
  ]
  for (const [perception, reason] of cases) {
    const handed = plan(perception, { memory: { turns: 0 } })
    assert.deepEqual(handed.says, [{ kind: 'handoff', reason }])
    assert.equal(handed.effects.handoff, reason)
    assert.equal(handed.stage, 'handoff')
    assert.equal(handed.asks, null)
  }
})

test('rules §3, large_bill: at any moment, and only from 20,000 on', () => {
  const at = (billBrl: number) => plan(said('corrigindo', { facts: { billBrl } }), { facts: QUALIFIED }).effects.handoff
  assert.equal(at(20000), 'large_bill')
  assert.equal(at(19999.99), undefined)
})

test('rules §5, wrong person: one apology, then silence until they write again', () => {
  const first = plan(act('número errado', 'wrong_person'), { memory: { asked: 'name' } })
  assert.deepEqual(kinds(first), ['wrong_person'])
  assert.equal(first.effects.disqualify, 'wrong_person')
  assert.equal(first.stage, 'disqualified')
  const after: Given = {
    lead: { stage: 'disqualified', silence: 'wrong_person', disqualified: 'wrong_person' },
    memory: first.memory,
  }
  assert.deepEqual(kinds(plan(act('já disse que não sou eu', 'wrong_person'), after)), [])
  const curious = said('não pedi nada, de onde têm meu número?', {
    acts: ['wrong_person', 'ask'],
    topics: ['data_source', 'location'],
  })
  assert.deepEqual(plan(curious).says.at(-2), { kind: 'answer', topic: 'data_source' })
  assert.deepEqual(kinds(plan(curious)), ['answer', 'wrong_person'])
  assert.deepEqual(kinds(plan(act('ok', 'confirm'), after)), [])
  const back = plan(said('mas quanto economiza?', { acts: ['ask'], topics: ['savings'] }), after)
  assert.deepEqual(kinds(back), ['answer', 'ask'])
  assert.equal(back.effects.resume, true)
  assert.equal(back.effects.requalify, true)
})

test('rules §2: abuse, injection and off topic are met politely, on topic, and promise nothing', () => {
  for (const kind of ['abuse', 'injection', 'off_topic'] as const) {
    const answered = plan(act('…', kind), { memory: { asked: 'city', askedTimes: { name: 1, billBrl: 1, city: 1 } } })
    assert.equal(answered.says[0]?.kind, kind)
    assert.equal(answered.asks, 'name')
    assert.equal(answered.memory.notUnderstood, 0)
  }
})

test('rules §2: abuse without end gets a goodbye and then nothing', () => {
  assert.deepEqual(kinds(plan(act('burra', 'abuse'), { memory: { abuses: 2 } })), ['door_open'])
  assert.deepEqual(kinds(plan(act('burra', 'abuse'), { memory: { abuses: 3, closed: true } })), [])
})
