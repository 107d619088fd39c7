import { useEffect, useRef, useState } from 'react'

const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4']

export type RecorderState =
  | { kind: 'idle' }
  | { kind: 'recording'; startedAt: number }
  | { kind: 'refused'; why: string }

/** Records a voice note from the microphone. `onDone` gets the file; a cancelled recording is thrown away. */
export function useRecorder(onDone: (file: File) => void) {
  const [state, setState] = useState<RecorderState>({ kind: 'idle' })
  const active = useRef<{ recorder: MediaRecorder; keep: boolean } | null>(null)

  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
      const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
      const chunks: Blob[] = []
      const current = { recorder, keep: false }
      recorder.ondataavailable = (event) => chunks.push(event.data)
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        setState({ kind: 'idle' })
        if (current.keep) onDone(toFile(chunks, recorder.mimeType))
      }
      active.current = current
      recorder.start()
      setState({ kind: 'recording', startedAt: Date.now() })
    } catch {
      setState({ kind: 'refused', why: 'O navegador não liberou o microfone.' })
    }
  }
  const finish = (keep: boolean) => {
    if (!active.current || active.current.recorder.state === 'inactive') return
    active.current.keep = keep
    active.current.recorder.stop()
  }
  useEffect(
    () => () => {
      if (active.current?.recorder.state === 'recording') active.current.recorder.stop()
    },
    [],
  )
  return {
    state,
    start,
    stop: () => finish(true),
    cancel: () => finish(false),
    dismiss: () => setState({ kind: 'idle' }),
  }
}

function toFile(chunks: Blob[], mimeType: string): File {
  const type = mimeType.split(';')[0] || 'audio/webm'
  return new File(chunks, `audio.${type.split('/')[1]}`, { type })
}
