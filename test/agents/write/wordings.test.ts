import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkDraft } from '#agents/conversation/check/check.ts'
import { type Wording, wordingsOf } from '#agents/rules/write/wordings.ts'
import { createWriter } from '#agents/rules/write/write.ts'
import { ConversationMemory } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Asked } from '#src/domain/understanding.ts'
import { facts, NOW, plan, SLOTS, saysFor, shippedPlaybook, someFacts, someValues, type Values } from './support.ts'

/** The playbook with one wording as the only one of its key, so that the writer must say it. */
function only(playbook: Playbook, wording: Wording): Playbook {
  const copy = structuredClone(playbook)
  let node: unknown = copy
  for (const key of wording.path.slice(0, -2)) node = Reflect.get(Object(node), key)
  Reflect.set(Object(node), wording.path.at(-2) ?? '', [wording.text])
  if (wording.key === 'objection.other') copy.objections = []
  if (wording.key === 'reminder.hours_before') delete copy.scheduling.link
  return copy
}

for (const playbook of [shippedPlaybook('solar'), shippedPlaybook('appointments')]) {
  const all = [...wordingsOf(playbook).values()].flat()
  test(`every one of the ${all.length} wordings of ${playbook.name} renders within the limits and passes the check, whatever the values`, () => {
    for (const wording of all) {
      const alone = only(playbook, wording)
      let said = false
      fc.assert(
        fc.property(
          someFacts,
          someValues,
          fc.constantFrom('casual', 'formal'),
          fc.constantFrom(6, 14, 21),
          (known, values, formality, hour) => {
            const result = renderKey(alone, wording, {
              known,
              values,
              formality: formality === 'formal' ? 'formal' : 'casual',
              hour,
            })
            said ||= result
          },
        ),
        { numRuns: 6, seed: 7 },
      )
      assert.ok(said, `${wording.key} is never said: "${wording.text}"`)
    }
  })
}

type Scene = {
  known: Record<string, string | number | boolean>
  values: Values
  formality: 'casual' | 'formal'
  hour: number
}

/** Renders a plan for the wording's key and holds it to the rules; whether the wording itself was said. */
function renderKey(playbook: Playbook, wording: Wording, { known, values, formality, hour }: Scene): boolean {
  const given = factsFor(wording.key, known)
  const asks = asksOf(wording.key)
  const now = NOW.with({ hour: greetingHour(wording.key) ?? hour, minute: 15 })
  const turn = plan(saysFor(wording.key, values, playbook.services.length > 0 ? 'service' : 'city'), {
    facts: given,
    ...(asks ? { asks } : {}),
    memory: ConversationMemory.parse({ turns: 5, offered: wording.key.endsWith('.one') ? SLOTS.slice(0, 1) : [] }),
  })
  const { bubbles, usedWordings } = createWriter(playbook).write(turn, {
    now,
    facts: given,
    formality,
    seed: String(values.saving),
  })
  const verdict = checkDraft(bubbles, { plan: turn, facts: given, playbook, bookings: [], now })
  assert.deepEqual(verdict, { ok: true }, `${wording.key}: ${JSON.stringify(bubbles)}`)
  assert.ok(bubbles.length <= 3 && bubbles.every(({ text }) => text.length <= 300), `${wording.key} is too long`)
  assert.ok(
    bubbles.every(({ text }) => !/[{}]|undefined/.test(text)),
    `${wording.key} leaves a placeholder: ${JSON.stringify(bubbles)}`,
  )
  return usedWordings.includes(`${wording.key}#0`)
}

function factsFor(key: string, known: Scene['known']) {
  const [, name = '', value] = key.split('.')
  const yesNo = value === 'true' || value === 'false' ? { [name]: value === 'true' } : {}
  const kind = name === 'propertyKind' && key.startsWith('ack.') ? { propertyKind: value ?? 'house' } : {}
  const area = key === 'ack.city' ? { state: 'BA' } : key === 'ack.city.in_area' ? { state: 'PE' } : {}
  const bill = key === 'ack.billBrl' ? { billBrl: 512.3 } : key === 'ack.billBrl.high' ? { billBrl: 1512 } : {}
  const asked = /^follow_up\.\d$/.test(key)
    ? { city: undefined, service: undefined }
    : /^(ask|again|choices)\./.test(key)
      ? { [name]: undefined }
      : {}
  const all = { hasSolar: false, ownsProperty: true, ...known, ...yesNo, ...kind, ...area, ...bill, ...asked }
  return facts(Object.fromEntries(Object.entries(all).filter(([, each]) => each !== undefined)))
}

function asksOf(key: string): Asked | undefined {
  if (/\.slots$/.test(key)) return 'slots'
  if (key.startsWith('ask_bill_check.')) return 'bill_check'
  return key === 'ask_state' ? 'state' : undefined
}

function greetingHour(key: string): number | undefined {
  return key.endsWith('.morning') ? 8 : key.endsWith('.afternoon') ? 14 : key.endsWith('.night') ? 21 : undefined
}
