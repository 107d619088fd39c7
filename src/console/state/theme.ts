import { z } from 'zod'
import { createSavedStore } from './saved.ts'

const Theme = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof Theme>

export const theme = createSavedStore('girassol.theme', Theme, 'system')

/** Puts the chosen theme on the page; without a choice the system's holds. */
export function followTheme(): void {
  const apply = () => {
    const chosen = theme.get()
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
  }
  theme.subscribe(apply)
  apply()
}
