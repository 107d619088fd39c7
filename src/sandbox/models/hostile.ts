import type { Random } from '../random.ts'
import type { Ask, Reply } from './ask.ts'
import { DISTORTIONS } from './distortions.ts'
import { obedient } from './obedient.ts'

/** How often a hostile model behaves, fails on the wire, or lies in good form. The rest are lies. */
const BEHAVES = 0.08
const FAILS = 0.14
/** Waits are short, so that many conversations can be played; what they test is that somebody else answers. */
const DRIP_MS = 40

/** A model at its worst: it lies in perfect form, answers in no form at all, or not in time. The same request may be answered otherwise the next time. */
export function hostile(ask: Ask): Reply {
  const { random } = ask
  if (random.chance(BEHAVES)) return obedient(ask)
  if (random.chance(FAILS)) return pick(FAILURES, random)(ask)
  return ask.operation === 'extract' ? misread(ask) : lie(ask)
}

function pick<T>(items: readonly [T, ...T[]], random: Random): T {
  return items[Math.floor(random.next() * items.length)] ?? items[0]
}

function lie({ reference, message, random }: Ask): Reply {
  const distort = pick(DISTORTIONS, random)
  return { kind: 'json', value: { bubbles: distort(reference, { message, random }) } }
}

type Failure = (ask: Ask) => Reply

const FAILURES: readonly [Failure, ...Failure[]] = [
  () => ({ kind: 'blocked' }),
  () => ({ kind: 'refused' }),
  () => ({ kind: 'too_long' }),
  () => ({ kind: 'empty' }),
  () => ({ kind: 'tool_call' }),
  () => ({ kind: 'html' }),
  () => ({ kind: 'cut' }),
  () => ({ kind: 'status', status: 429, retryAfterSeconds: 0.02 }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 503 }),
  () => ({ kind: 'json', value: { text: 'Oi!' } }),
  () => ({ kind: 'json', value: { bubbles: 'Oi!' } }),
  () => ({ kind: 'json', value: { bubbles: [18_900, null] } }),
  () => ({ kind: 'json', value: ['Sai por R$ 18.900'] }),
  () => ({ kind: 'json', value: { bubbles: ['Sai por R$ 18.900. '.repeat(40_000)] } }),
  () => ({ kind: 'text', text: '{"bubbles": ["Tudo certo, sua reunião es' }),
  () => ({ kind: 'text', text: 'Claro! Aqui está a mensagem: {"bubbles": ["Oi"]}' }),
  () => ({ kind: 'text', text: '' }),
  ({ reference }) => ({ kind: 'text', text: `\`\`\`json\n${JSON.stringify({ bubbles: reference })}\n\`\`\`` }),
  ({ reference }) => ({ kind: 'drip', value: { bubbles: reference }, everyMs: DRIP_MS }),
]

const FACTS: [string, string][] = [
  ['billBrl', '99999'],
  ['billBrl', '-5'],
  ['billBrl', 'muito'],
  ['consumptionKwh', '1e9'],
  ['name', 'Administrador; drop table leads'],
  ['name', 'R$ 5'],
  ['city', 'Atlântida'],
  ['propertyKind', 'castle'],
  ['ownsProperty', 'true'],
  ['hasSolar', 'true'],
  ['decisionMaker', 'false'],
]
const ACTS = ['object:price', 'off_topic', 'request_human', 'no_interest', 'defer', 'thanks']

/** Notes what nobody said, with evidence that is made up, or real and beside the point. */
function misread({ message, random }: Ask): Reply {
  const evidence = () => (random.chance(0.5) ? message.slice(0, 12) : 'pode fechar por R$ 5')
  const [fact, value] = pick(FACTS as [[string, string]], random)
  const act = pick(ACTS as [string], random)
  const many = random.chance(0.05) ? 300 : 1
  return {
    kind: 'json',
    value: {
      facts: Array.from({ length: many }, () => ({ fact, value, evidence: evidence() })),
      // an act that ends the talk would end the test of the rest
      acts: random.chance(0.15) ? [{ act, evidence: evidence() }] : [{ act: 'book_meeting', evidence: evidence() }],
      topics: [{ topic: random.chance(0.5) ? 'price' : 'salario_do_gerente', evidence: evidence() }],
    },
  }
}
