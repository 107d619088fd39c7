import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { postJson } from '../api/http.ts'
import { createStore, useStore } from '../state/store.ts'
import { Card, Chip } from '../ui/card.tsx'
import { BoltIcon } from '../ui/icons.tsx'

interface Fault {
  id: string
  title: string
  hint: string
  on: object
  off: object
}

const NONE = { status: null, latencyMs: 0, dropRate: 0, duplicateRate: 0 }

const FAULTS: Fault[] = [
  {
    id: 'down',
    title: 'WhatsApp fora do ar',
    hint: 'A Evolution responde 503.',
    on: { evolution: { status: 503 } },
    off: { evolution: NONE },
  },
  {
    id: 'slow',
    title: 'WhatsApp lento',
    hint: 'Três segundos a cada chamada.',
    on: { evolution: { latencyMs: 3000 } },
    off: { evolution: NONE },
  },
  {
    id: 'twice',
    title: 'Mensagens em dobro',
    hint: 'Metade dos avisos chega duas vezes.',
    on: { evolution: { duplicateRate: 0.5 } },
    off: { evolution: NONE },
  },
  {
    id: 'kommo',
    title: 'Kommo fora do ar',
    hint: 'O CRM responde 503.',
    on: { kommo: { status: 503 } },
    off: { kommo: NONE },
  },
]

/** Outlives the card, which is not always on screen. */
const active = createStore<string[]>([])

/** Forgets what was switched on, after the sandbox began anew. */
export function forgetFaults(): void {
  active.set([])
}

/** Faults of the outside world, switched on and off: nothing may be lost or doubled by them. */
export function FaultsCard() {
  const on = useStore(active)
  const toggle = useMutation({
    networkMode: 'always',
    mutationFn: async (fault: Fault) => {
      const next = toggled(on, fault)
      await postJson('/sandbox/faults', bodyFor(next), z.unknown())
      return next
    },
    onSuccess: (next) => active.set(next),
  })
  return (
    <Card
      title="Falhas"
      icon={<BoltIcon className="size-4.5" />}
      aside={on.length > 0 ? <Chip tone="rose">{on.length} ligada(s)</Chip> : undefined}
    >
      <ul className="space-y-1">
        {FAULTS.map((fault) => (
          <li key={fault.id}>
            <label className="flex cursor-pointer items-start gap-3 rounded-xl px-1 py-1.5 hover:bg-sun-soft">
              <input
                type="checkbox"
                role="switch"
                checked={on.includes(fault.id)}
                disabled={toggle.isPending}
                onChange={() => toggle.mutate(fault)}
                className="mt-0.5 size-4.5 accent-rose"
              />
              <span className="text-sm leading-tight">
                <span className="font-medium">{fault.title}</span>
                <span className="block text-xs text-soft">{fault.hint}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {toggle.isError && (
        <p role="alert" className="mt-2 text-sm text-rose">
          Não mudou: {toggle.error.message}
        </p>
      )}
    </Card>
  )
}

function toggled(on: string[], fault: Fault): string[] {
  return on.includes(fault.id) ? on.filter((id) => id !== fault.id) : [...on, fault.id]
}

/** The whole state of both systems, so that switching one fault off leaves the others on. */
function bodyFor(on: string[]): object {
  const chosen = FAULTS.filter((fault) => on.includes(fault.id))
  const merge = (system: 'evolution' | 'kommo') =>
    chosen.reduce((sum, fault) => ({ ...sum, ...(system in fault.on ? Object.values(fault.on)[0] : {}) }), NONE)
  return { evolution: merge('evolution'), kommo: merge('kommo') }
}
