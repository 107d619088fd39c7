import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { postJson } from '../api/http.ts'
import { queryClient } from '../api/queries.ts'
import { Accepted } from '../api/schema.ts'
import { usePushName } from '../phone/phone.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { PhoneIcon } from '../ui/icons.tsx'

/** The company's telephone in an attendant's hand: writing here takes the conversation over. */
export function AttendantCard({ phone }: { phone: string | null }) {
  return (
    <Card title="Celular do atendente" icon={<PhoneIcon className="size-4.5" />}>
      {phone ? (
        <AttendantForm key={phone} phone={phone} />
      ) : (
        <p className="text-sm text-soft">Abra um lead para responder a ele.</p>
      )}
    </Card>
  )
}

function AttendantForm({ phone }: { phone: string }) {
  const name = usePushName(phone)
  const [text, setText] = useState('')
  const send = useMutation({
    networkMode: 'always',
    mutationFn: (words: string) =>
      postJson(`/sandbox/phone/${encodeURIComponent(phone)}/messages`, { text: words }, Accepted),
    onSuccess: () => {
      setText('')
      return queryClient.invalidateQueries({ queryKey: ['thread', phone] })
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (text.trim() !== '' && !send.isPending) send.mutate(text.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form onSubmit={submit}>
      <p id="attendant-hint" className="mb-2 text-xs leading-relaxed text-soft">
        Responda a {name} do celular da empresa: o agente percebe e se cala.
      </p>
      <textarea
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={`Responder a ${name} como atendente`}
        aria-describedby="attendant-hint"
        placeholder="Oi, aqui é o Leonardo…"
        className="block w-full resize-none rounded-xl border border-line bg-raised px-3 py-2 text-sm placeholder:text-soft"
      />
      <Button type="submit" className="mt-2 w-full" disabled={text.trim() === '' || send.isPending}>
        Enviar do celular
      </Button>
      {send.isError && (
        <p role="alert" className="mt-2 text-sm text-rose">
          Não foi: {send.error.message}
        </p>
      )}
    </form>
  )
}
