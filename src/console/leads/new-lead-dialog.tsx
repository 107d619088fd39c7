import { type FormEvent, useState } from 'react'
import { parsePhone } from '#src/domain/identity.ts'
import { addDraft, openLead } from '../state/desk.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** Fictional people. */
const NAMES = [
  'Célia Andrade',
  'Joaquim Nunes',
  'Rosângela Melo',
  'Ítalo Barros',
  'Marlene Duarte',
  'Otávio Lins',
  'Socorro Freire',
  'Dário Pontes',
]

interface NewLeadDialogProps {
  taken: string[]
  onMade: () => void
  onClose: () => void
}

/** Makes a lead: a name and a telephone. They exist for the company only once they write. */
export function NewLeadDialog({ taken, onMade, onClose }: NewLeadDialogProps) {
  const [name, setName] = useState(NAMES[taken.length % NAMES.length] ?? '')
  const [phone, setPhone] = useState(() => freePhone(taken))
  const parsed = parsePhone(phone)
  const wrong = parsed === null || parsed.length < 12
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (parsed === null || wrong || name.trim() === '') return
    addDraft({ phone: parsed, pushName: name.trim() })
    openLead(parsed)
    onMade()
  }
  return (
    <Dialog title="Novo lead" onClose={onClose}>
      <form onSubmit={submit} className="space-y-3 text-sm">
        <label className="block">
          <span className="mb-1 block text-soft">Nome no WhatsApp</span>
          <input
            data-first
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="h-11 w-full rounded-xl border border-line bg-raised px-3 text-base"
          />
        </label>
        <label className="block">
          <span className="mb-1 block text-soft">Telefone com DDD</span>
          <input
            value={phone}
            inputMode="tel"
            aria-invalid={wrong}
            aria-describedby={wrong ? 'phone-error' : undefined}
            onChange={(event) => setPhone(event.target.value)}
            className="h-11 w-full rounded-xl border border-line bg-raised px-3 text-base"
          />
          {wrong && (
            <span id="phone-error" className="mt-1 block text-rose">
              Escreva o DDD e o número, por exemplo 81 99999-0001.
            </span>
          )}
        </label>
        <div className="flex justify-end gap-2 pt-2">
          <Button onClick={onClose}>Cancelar</Button>
          <Button type="submit" look="solid" disabled={wrong || name.trim() === ''}>
            Abrir conversa
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function freePhone(taken: string[]): string {
  for (let number = 1; ; number++) {
    const phone = `55819999900${String(number).padStart(2, '0')}`
    if (!taken.includes(phone)) return phone
  }
}
