import { useEffect, useState } from 'react'
import { useInfo } from '../api/queries.ts'
import type { Clock } from './dates.ts'

/** The virtual clock, which runs on by itself between two answers of the server. Renders again every `everyMs`. */
export function useClock(everyMs = 10_000): Clock {
  const { data, dataUpdatedAt } = useInfo()
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = window.setInterval(() => tick((count) => count + 1), everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs])
  const ahead = data ? Date.parse(data.clock) - dataUpdatedAt : 0
  return { zone: data?.timeZone ?? 'America/Recife', now: Date.now() + ahead, ahead }
}
