import { type Claim, extractClaims } from '#src/domain/claims.ts'
import { factValue } from '#src/domain/facts.ts'
import type { Plan } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { contentStems, courtesyStems, sameWordings } from './content-words.ts'
import { matchesOf, sentencesOf, words } from './sentences.ts'

export type Faithfulness = {
  /** The approved text the draft was to say in other words. */
  reference: string
  /** Ids of the wordings it was made of. */
  usedWordings: string[]
  /** What the agent said before, bubble by bubble. */
  said: string[]
  plan: Plan
  playbook: Playbook
}

export type FaithReason = {
  code: 'unreferenced' | 'incomplete' | 'other_question' | 'repeated' | 'introduction' | 'off_plan'
  text: string
}

/** A reply with less than this share of what it was to say is half a reply. */
const LEAST_LENGTH = 0.3
const LEAST_RECALL = 0.25
/** From this share of words on that no approved text of this moment has, a sentence speaks of something else. */
const UNKNOWN_SHARE = 0.5
/** Shorter bubbles ("Combinado!") may come again. */
const MEMORABLE_CHARS = 25

/** Whether a model's draft says what the reference says, all of it, and nothing else: a model words, it does not decide. */
export function faithReasons(bubbles: { text: string }[], faith: Faithfulness): FaithReason[] {
  const text = bubbles.map((bubble) => bubble.text).join('\n')
  const because = (code: FaithReason['code'], texts: string[]) => texts.map((found) => ({ code, text: found }))
  return [
    ...because('unreferenced', unreferenced(text, faith)),
    ...because('incomplete', missing(text, faith)),
    ...because('other_question', otherQuestion(text, faith)),
    ...because('repeated', repeated(bubbles, faith)),
    ...because('introduction', introductions(text, faith)),
    ...because('off_plan', offPlan(text, faith)),
  ]
}

/** Values, days and times that the reference does not have, whoever else may stand behind them. */
function unreferenced(text: string, { reference }: Faithfulness): string[] {
  const known = extractClaims(reference)
  return extractClaims(text)
    .filter((claim) => !known.some((other) => isSameValue(claim, other)))
    .map((claim) => `${claim.text} (não está no texto de referência)`)
}

/** What the reference has and the draft has lost: its numbered lines, its values, its question, most of its content. */
function missing(text: string, { reference, plan }: Faithfulness): string[] {
  const claims = extractClaims(text)
  const spared = [factValue(plan.facts, 'billBrl'), factValue(plan.facts, 'consumptionKwh')]
  const values = extractClaims(reference)
    .filter((claim) => !('value' in claim) || !spared.some((value) => value === claim.value))
    .filter((claim) => !claims.some((other) => isSameValue(claim, other)))
    .map((claim) => `falta: ${claim.text}`)
  const lost = lostLines(text, reference)
  const question = reference.includes('?') && !endOf(text).includes('?') ? ['falta a pergunta no fim'] : []
  return [...lost, ...values, ...question, ...tooThin(text, reference)]
}

/** "2" means the second line of the list, so the list stays as it is. */
function lostLines(text: string, reference: string): string[] {
  const wanted = listLines(reference)
  const given = listLines(text)
  const same = wanted.length === given.length && wanted.every((line, i) => line === given[i])
  return same ? [] : ['as linhas numeradas devem ser iguais às do texto de referência']
}

function listLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^\d{1,2}\s*[).\-–:]/.test(line))
}

/** The last two sentences: a question may be followed by a word of comfort. */
function endOf(text: string): string {
  return sentencesOf(text).slice(-2).join(' ')
}

function tooThin(text: string, reference: string): string[] {
  const wanted = new Set(contentStems(reference))
  const given = new Set(contentStems(text))
  const recalled = [...wanted].filter((stem) => given.has(stem)).length
  const thin =
    text.length < reference.length * LEAST_LENGTH || (wanted.size >= 4 && recalled < wanted.size * LEAST_RECALL)
  return thin ? ['falta boa parte do conteúdo do texto de referência'] : []
}

/** A question about something else would leave the answer without a meaning. */
function otherQuestion(text: string, { reference, plan, playbook }: Faithfulness): string[] {
  const asked = sentencesOf(text).filter((sentence) => sentence.includes('?'))
  if (asked.length === 0) return []
  const expected = new Set([
    ...sentencesOf(reference)
      .filter((sentence) => sentence.includes('?'))
      .flatMap(contentStems),
    ...questionTexts(plan, playbook).flatMap(contentStems),
  ])
  return asked.filter((sentence) => expected.size > 0 && !contentStems(sentence).some((stem) => expected.has(stem)))
}

/** Every way the playbook has of asking what the plan asks. */
function questionTexts({ asks }: Plan, { questions, wordings }: Playbook): string[] {
  if (asks === 'slots')
    return Object.entries(wordings)
      .filter(([key]) => /^(?:offer_slots|ask_slot|ask_which)/.test(key))
      .flatMap(([, texts]) => texts)
  const fact = asks === 'state' ? 'city' : asks === 'exact_bill' ? 'billBrl' : asks
  return questions.filter((question) => question.fact === fact).flatMap(({ ask, again }) => [...ask, ...again])
}

function repeated(bubbles: { text: string }[], { said }: Faithfulness): string[] {
  const earlier = new Set(said.map((text) => text.trim()))
  const seen = new Set<string>()
  return bubbles
    .map(({ text }) => text.trim())
    .filter((text) => {
      const again = text.length >= MEMORABLE_CHARS && (earlier.has(text) || seen.has(text))
      seen.add(text)
      return again
    })
}

function introductions(text: string, { reference, playbook }: Faithfulness): string[] {
  const own = words(`(?:aqui (?:quem fala )?é|sou|me chamo|meu nome é)(?: a| o)? ${playbook.persona.agentName}`)
  return matchesOf(own, text).length > matchesOf(own, reference).length ? ['uma segunda apresentação'] : []
}

/** Deeds nobody did and troubles nobody has, unless the reference speaks of them. */
const DEEDS = [
  words(
    '(?:já )?(?:te )?(?:enviei|mandei|encaminhei|liguei|transferi|cadastrei|registrei|solicitei|emiti|gerei|aprovei|liberei|consegui (?:um|uma|aprovar|liberar))',
  ),
  words('(?:foi|está|tá|ficou) (?:aprovad[oa]|liberad[oa]|autorizad[oa]|contratad[oa]|pag[oa]|cadastrad[oa])'),
  words('(?:fora do ar|instabilidade|erro no sistema|sistema (?:caiu|travou)|agenda (?:caiu|travou|com problema))'),
  words('(?:o|um|nosso) (?:técnico|vendedor|gerente|motoboy|instalador) (?:vai|está|passa|chega)'),
  words('(?:governo|aneel|prefeitura|banco|inmetro) (?:aprov|autoriz|garant|pag|subsid)\\p{L}*'),
  words('(?:pix|boleto|depósito|transferência|taxa|adiantamento|sinal de)'),
  words('(?:clique|clica|acesse|acessa|baixe|instale)'),
  words('burr[oa]s?|idiotas?|otári[oa]s?|imbecil|merda|porra|trouxas?|ladr(?:ão|ões)|cala a boca|palhaç[oa]'),
  /[#*_~`|\\<>]/,
]

function offPlan(text: string, faith: Faithfulness): string[] {
  const { reference } = faith
  const deeds = DEEDS.flatMap((pattern) => {
    const found = pattern.exec(text)?.[0]
    return found !== undefined && !pattern.test(reference) ? [found] : []
  })
  return [...deeds, ...strangeNames(text, faith), ...strangeSentences(text, faith)]
}

/** Sentences made of words that none of the approved texts for this moment has. */
function strangeSentences(text: string, { reference, usedWordings, playbook, plan }: Faithfulness): string[] {
  const approved = [reference, ...sameWordings(playbook, usedWordings), ...questionTexts(plan, playbook)]
  const known = new Set([...approved.flatMap(contentStems), ...courtesyStems(), ...contentStems(namesOf(playbook))])
  return sentencesOf(text).filter((sentence) => {
    const stems = contentStems(sentence)
    const unknown = stems.filter((stem) => !known.has(stem))
    return unknown.length > 0 && unknown.length >= stems.length * UNKNOWN_SHARE
  })
}

/** Names of people, companies and systems that the reference does not have, and words joined as only programs join them. */
function strangeNames(text: string, { reference, playbook }: Faithfulness): string[] {
  const known = `${reference} ${namesOf(playbook)}`.toLowerCase()
  const names = [...text.matchAll(/(?<=[\p{L},] )\p{Lu}\p{L}+|(?<!\p{L})\p{Ll}+\p{Lu}\p{L}*/gu)].map(([name]) => name)
  return names.filter((name) => !known.includes(name.toLowerCase()))
}

function namesOf({ persona, scheduling, services }: Playbook): string {
  const { agentName, company, city } = persona
  return [
    agentName,
    company,
    city,
    scheduling.meetingName,
    scheduling.place,
    'WhatsApp',
    ...services.map(({ name }) => name),
  ].join(' ')
}

/** Same kind and value; a time that may be read in two ways meets either, and a bare number meets any amount. */
function isSameValue(a: Claim, b: Claim): boolean {
  if (a.kind === 'time' && b.kind === 'time')
    return a.minute === b.minute && a.hours.some((hour) => b.hours.includes(hour))
  if (a.kind === 'date' && b.kind === 'date')
    return a.day === b.day && (a.month === undefined || b.month === undefined || a.month === b.month)
  if ((a.kind === 'number') !== (b.kind === 'number') && 'value' in a && 'value' in b) return a.value === b.value
  const { text: _, at: __, ...left } = a
  const { text: ___, at: ____, ...right } = b
  return JSON.stringify(left) === JSON.stringify(right)
}
