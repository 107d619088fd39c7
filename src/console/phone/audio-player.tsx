import { useEffect, useRef, useState } from 'react'
import { MicIcon, PauseIcon, PlayIcon } from '../ui/icons.tsx'

const BARS = [5, 9, 14, 8, 16, 11, 6, 13, 18, 10, 7, 15, 12, 6, 17, 9, 13, 5, 11, 15, 8, 12, 6, 9]

/** A voice note as WhatsApp shows it: play, a line of bars that fills, the time. */
export function AudioPlayer({ url }: { url: string }) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [seconds, setSeconds] = useState<number | null>(null)
  useRealDuration(audio, setSeconds)
  const done = seconds ? at / seconds : 0
  const toggle = () => {
    const element = audio.current
    if (!element) return
    if (element.paused) void element.play().catch(() => setPlaying(false))
    else element.pause()
  }
  return (
    <div className="mb-0.5 flex w-60 max-w-full items-center gap-2 px-1 pt-1">
      <button
        type="button"
        onClick={toggle}
        aria-label={playing ? 'Pausar o áudio' : 'Ouvir o áudio'}
        className="grid size-9 shrink-0 place-items-center rounded-full text-wa-soft"
      >
        {playing ? <PauseIcon className="size-6" /> : <PlayIcon className="size-6" />}
      </button>
      <div className="min-w-0 flex-1">
        <svg viewBox="0 0 144 20" className="h-5 w-full" preserveAspectRatio="none" aria-hidden="true">
          {BARS.map((height, index) => (
            <rect
              key={index}
              x={index * 6}
              y={(20 - height) / 2}
              width="3"
              height={height}
              rx="1.5"
              className={index / BARS.length < done ? 'fill-wa-tick' : 'fill-current opacity-35'}
            />
          ))}
        </svg>
        <span className="text-[0.6875rem] text-wa-soft">{clock(playing || at > 0 ? at : (seconds ?? 0))}</span>
      </div>
      <MicIcon className="size-4 shrink-0 text-wa-soft" />
      {/* biome-ignore lint/a11y/useMediaCaption: a voice note has no captions */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
    </div>
  )
}

/** Recorded audio says "Infinity" until its end was once sought; only then is its length known. */
function useRealDuration(audio: React.RefObject<HTMLAudioElement | null>, found: (seconds: number) => void): void {
  useEffect(() => {
    const element = audio.current
    if (!element) return
    const onDuration = () => {
      if (Number.isFinite(element.duration)) {
        found(element.duration)
        if (element.paused && element.currentTime > 0) element.currentTime = 0
      } else element.currentTime = 1e7
    }
    element.addEventListener('loadedmetadata', onDuration)
    element.addEventListener('durationchange', onDuration)
    return () => {
      element.removeEventListener('loadedmetadata', onDuration)
      element.removeEventListener('durationchange', onDuration)
    }
  }, [audio, found])
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
