import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { startLive } from './api/live.ts'
import { queryClient } from './api/queries.ts'
import { App } from './app.tsx'
import { deliverAll } from './outbox/deliver.ts'
import { hasUnsentFile, reviveOutbox } from './outbox/outbox.ts'
import { startAnew } from './state/start-anew.ts'
import { followTheme } from './state/theme.ts'

followTheme()
reviveOutbox()
startLive({ onOpen: deliverAll, onReset: startAnew })
window.addEventListener('beforeunload', (event) => hasUnsentFile() && event.preventDefault())

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  )
