import {
  bookingClaims,
  courtesyQuestions,
  humanClaims,
  personalDataRequests,
  promises,
} from '#agents/conversation/check/forbidden.ts'
import { foreignText, machineText, questionMarks } from '#agents/conversation/check/form.ts'
import { MAX_BUBBLE_CHARS } from '#agents/rules/write/bubbles.ts'
import {
  allowedPlaceholders,
  type KeySpec,
  OPTIONAL_PLACEHOLDERS,
  requiredKeys,
  WORDING_KEYS,
} from '#agents/rules/write/keys.ts'
import { emojisIn } from '#agents/rules/write/tone.ts'
import { commonValues } from '#agents/rules/write/values.ts'
import { placeholdersIn, type Wording, wordingsOf } from '#agents/rules/write/wordings.ts'
import { extractClaims } from '#src/domain/claims.ts'
import type { Plan } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { nearest, type Report } from './problems.ts'

/** Every text a playbook can say: none missing, none that breaks a rule of the conversation. */
export function checkTexts(playbook: Playbook, report: Report, today: Temporal.PlainDate): void {
  const wordings = wordingsOf(playbook)
  for (const key of requiredKeys(playbook))
    if (!wordings.has(key)) report(['wordings'], `"${key}" has no wording`, `a list of texts for ${key}`)
  for (const key of Object.keys(playbook.wordings)) {
    if (WORDING_KEYS.has(key)) continue
    const like = nearest(key, [...WORDING_KEYS.keys()])
    report(
      ['wordings', key],
      `nothing ever says "${key}"${like ? `; did you mean "${like}"?` : ''}`,
      'the keys listed in agents/playbooks/README.md',
    )
  }
  const samples = { ...SAMPLES, ...commonValues(playbook, {}, today) }
  for (const list of wordings.values()) {
    checkList(list, playbook, report)
    for (const wording of list) if (wording.spec) checkText(wording, wording.spec, { playbook, report, today, samples })
  }
}

/** Long but likely values, for measuring. */
const SAMPLES: Record<string, string> = {
  name: 'Maximiliana',
  city: 'Jaboatão dos Guararapes',
  service: 'Alinhamento e balanceamento',
  bill: 'R$ 12.345,67',
  kwh: '12.345',
  email: 'nome.bem.comprido@example.com',
  value: 'Jaboatão dos Guararapes',
  slot: 'amanhã, quarta, às 10h30',
  slots: '1) hoje às 15h30\n2) amanhã, quarta, às 10h30\n3) quinta (12/03) às 16h30',
  day: 'amanhã, quarta',
  time: 'às 14h30',
  from: 'quinta (12/03)',
  to: 'quinta (19/03)',
  attendant: 'Leonardo',
  receipt: 'LGPD-2026-000123',
  candidates: 'Juazeiro (Bahia) ou Juazeiro do Norte (Ceará)',
  kwp: '12,45',
  panels: '24',
  savingFrom: 'R$ 1.234',
  savingTo: 'R$ 1.345',
  until: 'amanhã, quarta, às 18h30',
}

function checkList(list: Wording[], playbook: Playbook, report: Report): void {
  const [first] = list
  if (!first?.spec) return
  const path = first.path.slice(0, -1)
  const { atLeast } = first.spec
  if (list.length < atLeast)
    report(
      path,
      `has ${list.length} wording${list.length === 1 ? '' : 's'}`,
      `at least ${atLeast}, so that leads do not read the same words twice`,
    )
  list.forEach(({ text, path: at }, i) => {
    if (list.findIndex((other) => other.text === text) !== i)
      report(at, 'says the same as another wording of this list')
  })
  const always = new Set(first.spec.gives)
  const optional = OPTIONAL_PLACEHOLDERS.filter((name) => !always.has(name))
  const needsNone = ({ text }: Wording) =>
    !placeholdersIn(text).some((name) => optional.some((other) => other === name))
  if (requiredKeys(playbook).includes(first.key) && !list.some(needsNone))
    report(
      path,
      'every wording needs something the lead may not have told',
      `one without ${optional.map((name) => `{${name}}`).join(', ')}`,
    )
}

type TextContext = {
  playbook: Playbook
  report: Report
  today: Temporal.PlainDate
  samples: Record<string, string | undefined>
}

function checkText(wording: Wording, spec: KeySpec, context: TextContext): void {
  const { text, path } = wording
  const { playbook, report, samples } = context
  checkPlaceholders(wording, spec, context)
  const marks = questionMarks(text)
  if (spec.question && marks !== 1) report(path, `has ${marks} question marks`, 'exactly one')
  if (!spec.question && marks > 0)
    report(path, 'asks a question', 'no question mark: the question of the turn is added after it')
  if (spec.contains && !spec.contains.test(text))
    report(path, 'leaves out what must be said here', `a text that matches ${spec.contains.source}`)
  const length = text.replace(/\{([^{}]*)\}/g, (_, name: string) => samples[name] ?? '').length
  if (length > MAX_BUBBLE_CHARS)
    report(path, `comes to about ${length} characters`, `${MAX_BUBBLE_CHARS} at most, values included`)
  const emojis = emojisIn(text)
  const foreign = emojis.find((emoji) => !playbook.persona.emojis.includes(emoji))
  if (emojis.length > 1) report(path, 'has more than one emoji', 'one at most')
  else if (emojis.length === 1 && spec.serious) report(path, 'has an emoji in a serious moment', 'no emoji')
  else if (foreign)
    report(path, `the emoji ${foreign} is not one of the persona's`, playbook.persona.emojis.join(' ') || 'none')
  checkForbidden(wording, context)
}

function checkPlaceholders({ text, path }: Wording, spec: KeySpec, { playbook, report }: TextContext): void {
  const allowed = allowedPlaceholders(playbook, spec)
  const used = placeholdersIn(text)
  for (const name of used) {
    if (allowed.includes(name)) continue
    const like = nearest(name, allowed)
    report(
      path,
      `{${name}} is not known here${like ? `; did you mean {${like}}?` : ''}`,
      allowed.map((other) => `{${other}}`).join(' '),
    )
  }
  if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, '')))
    report(path, 'has a brace without its pair', 'placeholders like {name}')
  for (const name of spec.must) if (!used.includes(name)) report(path, `leaves out {${name}}`, `a text with {${name}}`)
}

/** Numbers stand in the fact sheet or come from the playbook, never in a text itself: nobody would notice when they change. */
function checkForbidden({ text, path, key, spec }: Wording, { playbook, report, today }: TextContext): void {
  const bare = text.replace(/\{[^{}]*\}/g, ' ')
  const isChoices = key.startsWith('choices.')
  const [number] =
    isChoices || key === 'reminder.day_before' ? [] : extractClaims(bare).filter(({ kind }) => !DAYS.has(kind))
  if (number)
    report(
      path,
      `"${number.text}" has no source`,
      'values from placeholders: {fact.<id>}, {duration}, {hours}, {minBill} …',
    )
  const [promise] = promises(bare, playbook, today)
  if (promise) report(path, `promises or prices: "${promise.trim()}"`, 'only what the fact sheet claims')
  const [booked] = spec?.gives.includes('slot') ? [] : bookingClaims(bare, NO_PLAN, [])
  if (booked)
    report(path, `speaks of a booking: "${booked.trim()}"`, 'only the texts of booked, rescheduled and the like')
  const [request] = personalDataRequests(bare, key.startsWith('ask_bill_password') ? PASSWORD_PLAN : NO_PLAN)
  if (request) report(path, `asks for personal data: "${request.trim()}"`, 'no documents, bank or card data')
  const [human] = humanClaims(bare)
  if (human) report(path, `passes for a person: "${human.trim()}"`, 'the agent is the virtual assistant')
  const [courtesy] = courtesyQuestions(bare)
  if (courtesy) report(path, 'asks a courtesy question', 'the one question of the turn')
  const machine = machineText(bare)
  if (machine) report(path, `has markup or machine words: "${machine.trim()}"`, 'plain text')
  const foreign = key.startsWith('language_note.') ? null : foreignText(bare, [])
  if (foreign) report(path, `is not Portuguese: "${foreign.trim()}"`, 'Portuguese')
}

/** A turn in which nothing was booked. */
const NO_PLAN = { says: [] }
/** A turn that asks for the password of a PDF. */
const PASSWORD_PLAN: Pick<Plan, 'says'> = { says: [{ kind: 'ask_bill_password', again: false }] }

/** Days in a text are ways of speaking ("qual dia"), checked against slots when sent. */
const DAYS: ReadonlySet<string> = new Set(['weekday', 'relative_day', 'period'])
