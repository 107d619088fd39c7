import { QueryClient, useQuery } from '@tanstack/react-query'
import { getJson, isPassing } from './http.ts'
import { Info, LeadList, LeadState, Thread } from './schema.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The sandbox runs on this machine: `navigator.onLine` says nothing about it.
      networkMode: 'always',
      staleTime: 10_000,
      retry: (count, error) => count < 3 && isPassing(error),
      retryDelay: (attempt) => Math.min(400 * 2 ** attempt, 4000),
    },
  },
})

const leadPath = (phone: string) => `/sandbox/leads/${encodeURIComponent(phone)}`

export function useInfo() {
  return useQuery({ queryKey: ['info'], queryFn: ({ signal }) => getJson('/sandbox/info', Info, signal) })
}

export function useLeads() {
  return useQuery({ queryKey: ['leads'], queryFn: ({ signal }) => getJson('/sandbox/leads', LeadList, signal) })
}

export function useThread(phone: string) {
  return useQuery({
    queryKey: ['thread', phone],
    queryFn: ({ signal }) => fetchThread(phone, signal),
  })
}

export function fetchThread(phone: string, signal?: AbortSignal) {
  return getJson(`${leadPath(phone)}/thread`, Thread, signal)
}

export function useLeadState(phone: string) {
  return useQuery({
    queryKey: ['state', phone],
    queryFn: ({ signal }) => getJson(`${leadPath(phone)}/state`, LeadState, signal),
  })
}
