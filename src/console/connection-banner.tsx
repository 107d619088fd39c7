import { useEffect, useState } from 'react'
import { liveStatus } from './api/live.ts'
import { outbox } from './outbox/outbox.ts'
import { useStore } from './state/store.ts'
import { WarningIcon } from './ui/icons.tsx'

/** A blink of the connection is not worth a word. */
const GRACE_MS = 1200

/** Says when the server is out of reach, and that nothing typed is lost. */
export function ConnectionBanner() {
  const status = useStore(liveStatus)
  const waiting = useStore(outbox).filter((item) => item.state === 'queued' || item.state === 'sending').length
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (status === 'live') return
    const timer = window.setTimeout(() => setLate(true), GRACE_MS)
    return () => window.clearTimeout(timer)
  }, [status])
  if (status === 'live' || !late) return null
  return (
    <p
      role="status"
      data-testid="offline"
      className="mx-4 mb-3 flex items-center gap-2.5 rounded-xl bg-rose-soft px-3.5 py-2 text-sm text-rose"
    >
      <WarningIcon className="size-4.5 shrink-0" />
      <span>
        Sem conexão com o servidor; tentando de novo.
        {waiting > 0 &&
          ` ${waiting === 1 ? 'Uma mensagem espera' : `${waiting} mensagens esperam`} na fila e sai${waiting === 1 ? '' : 'em'} quando ele voltar.`}
      </span>
    </p>
  )
}
