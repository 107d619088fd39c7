import { useState } from 'react'
import type { FactEntry, Lead } from '../api/schema.ts'
import { Card, Empty } from '../ui/card.tsx'
import { LightIcon } from '../ui/icons.tsx'
import { storedFactText } from '../words/fact-value.ts'
import { ASKED_FACTS, FACTS, label, SOURCES } from '../words/labels.ts'

/** The facts, each with its value, where it came from, the lead's own words and how sure the reading is; then what is still open. */
export function FactsCard({ lead }: { lead: Lead | null }) {
  const facts = lead?.facts ?? {}
  const order = [...new Set([...ASKED_FACTS, ...Object.keys(FACTS)])]
  const known = [...order, ...Object.keys(facts)].filter(
    (name, index, all) => facts[name] && all.indexOf(name) === index,
  )
  // What was known when the card opened is no news; what comes later lights up once.
  const [first] = useState(() => new Set(Object.entries(facts).map(([name, fact]) => `${name}:${String(fact.value)}`)))
  const open = ASKED_FACTS.filter((name) => !facts[name])
  const done = ASKED_FACTS.length - open.length
  return (
    <Card
      title="O que já se sabe"
      icon={<LightIcon className="size-4.5" />}
      aside={`${done} de ${ASKED_FACTS.length} perguntas`}
    >
      {known.length === 0 && <Empty>A ficha se preenche sozinha conforme o lead escreve.</Empty>}
      <dl className="divide-y divide-line">
        {known.map((name) => {
          const fact = facts[name]
          const key = `${name}:${String(fact?.value)}`
          return fact && <FactRow key={key} name={name} fact={fact} fresh={!first.has(key)} />
        })}
      </dl>
      {open.length > 0 && (
        <p
          className={`text-xs leading-relaxed text-soft ${known.length > 0 ? 'mt-2 border-t border-line pt-3' : 'mt-2'}`}
        >
          <span className="font-medium">Falta saber: </span>
          {open.map((name) => FACTS[name].toLowerCase()).join(', ')}.
        </p>
      )}
    </Card>
  )
}

function FactRow({ name, fact, fresh }: { name: string; fact: FactEntry; fresh: boolean }) {
  return (
    <div
      data-fact={name}
      className={`${fresh ? 'animate-learned' : ''} -mx-2 grid grid-cols-[minmax(6.5rem,0.8fr)_minmax(0,1.4fr)_auto] items-start gap-x-3 px-2 py-1.5 text-sm`}
    >
      <dt className="pt-px text-soft">{label(FACTS, name)}</dt>
      <dd className="min-w-0">
        <span className="block font-medium break-words">{storedFactText(name, fact)}</span>
        <span className="block truncate text-xs text-soft" title={fact.evidence}>
          {label(SOURCES, fact.source)}
          {fact.evidence !== '' && <>: “{fact.evidence}”</>}
        </span>
      </dd>
      <dd className="pt-0.5">
        <Confidence value={fact.confidence} />
      </dd>
    </div>
  )
}

/** How sure the reading is, as a short bar with its percentage. */
export function Confidence({ value }: { value: number }) {
  const percent = Math.round(value * 100)
  const colour = percent >= 80 ? 'bg-leaf' : percent >= 50 ? 'bg-sun' : 'bg-rose'
  return (
    <span className="flex items-center gap-1.5 text-xs text-soft" title={`Certeza da leitura: ${percent} %`}>
      <span className="sr-only">certeza</span>
      <span aria-hidden="true" className="h-1.5 w-8 overflow-hidden rounded-full bg-line">
        <span className={`block h-full rounded-full ${colour}`} style={{ width: `${percent}%` }} />
      </span>
      <span className="w-9 text-right">{percent} %</span>
    </span>
  )
}
