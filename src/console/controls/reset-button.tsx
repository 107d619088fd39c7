import { useState } from 'react'
import { z } from 'zod'
import { postJson } from '../api/http.ts'
import { startAnew } from '../state/start-anew.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { RefreshIcon } from '../ui/icons.tsx'

/** Empties the sandbox, after asking. */
export function ResetButton() {
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const reset = async () => {
    try {
      await postJson('/sandbox/reset', {}, z.unknown())
      startAnew()
      setAsking(false)
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'Não foi possível recomeçar.')
    }
  }
  return (
    <>
      <Button look="danger" className="w-full" onClick={() => setAsking(true)}>
        <RefreshIcon className="size-4" />
        Recomeçar do zero
      </Button>
      {asking && (
        <Dialog title="Recomeçar do zero?" onClose={() => setAsking(false)}>
          <p className="text-sm leading-relaxed text-soft">
            Todas as conversas, fichas, reuniões e cartões deste simulador são apagados, e o relógio volta à hora certa.
          </p>
          {error && (
            <p role="alert" className="mt-2 text-sm text-rose">
              {error}
            </p>
          )}
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={() => setAsking(false)}>Cancelar</Button>
            <Button look="danger" onClick={() => void reset()}>
              Apagar tudo
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
