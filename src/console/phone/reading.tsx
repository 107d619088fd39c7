import type { Reading } from '../api/schema.ts'
import { Confidence } from '../lead/facts-card.tsx'
import { billFieldText, billSources, readingTitle } from '../words/bill-words.ts'
import { BILL_FIELDS } from '../words/labels.ts'

/** What the agent made of a file: beside it, so that the two can be compared. Each value with its place on the bill and how sure it is. */
export function ReadingNote({ reading }: { reading: Reading }) {
  const fields = Object.entries(BILL_FIELDS).filter(([name]) => reading.fields?.[name] !== undefined)
  return (
    <div
      data-reading={reading.outcome?.kind ?? reading.state}
      className="mb-1 w-64 max-w-full rounded-lg border border-black/10 bg-surface px-2.5 py-2 text-ink"
    >
      <p className="text-xs font-semibold">{readingTitle(reading)}</p>
      {reading.transcript && <p className="mt-1 text-[0.8125rem] italic">“{reading.transcript}”</p>}
      {fields.length > 0 && (
        <dl className="mt-1 divide-y divide-line">
          {fields.map(([name, label]) => (
            <div key={name} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 py-1 text-[0.8125rem]">
              <dt className="text-xs text-soft">{label}</dt>
              <dd className="row-span-2 self-center">
                <Confidence value={reading.confidence?.[name] ?? 1} />
              </dd>
              <dd className="min-w-0">
                <span className="font-medium break-words">{billFieldText(name, reading.fields?.[name])}</span>
                <span className="block text-xs text-soft">{billSources(reading.provenance?.[name] ?? [])}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
