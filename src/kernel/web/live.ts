import { useQueryClient } from '@tanstack/react-query'
import type { Query } from '@tanstack/react-query'
import { useEffect } from 'react'

/** News of one event concerns its own queries, lists of events, and an event read by its slug; `null` concerns all. */
export const touched =
  (eventId: string | null) =>
  ({ queryKey: [area, which, ...rest] }: Pick<Query, 'queryKey'>) =>
    !eventId || area !== 'events' || typeof which !== 'string' || which === 'by-slug' || which === eventId || rest.includes(eventId)

/**
 * Listens to `/api/live` and reads again what is on screen of the event that changed: at once, then at most every two seconds.
 * After a lost connection it comes back with growing pauses (1 s … 60 s) and reads everything on screen again.
 */
export function useLive(on = true): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!on || typeof EventSource === 'undefined') return
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let flush: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    let read = 0
    const changed = new Set<string | null>()
    const open = () => {
      source = new EventSource('/api/live')
      source.onopen = () => {
        if (failures > 0) void client.invalidateQueries()
        failures = 0
      }
      source.addEventListener('change', (message) => {
        changed.add((JSON.parse(message.data as string) as { eventId: string | null }).eventId)
        flush ??= setTimeout(
          () => {
            flush = undefined
            read = Date.now()
            for (const eventId of changed) void client.invalidateQueries({ predicate: touched(eventId) })
            changed.clear()
            // A little apart, so that a hall full of screens doesn't ask in the same instant.
          },
          Math.max(100 + Math.random() * 300, read + 2000 - Date.now()),
        )
      })
      source.onerror = () => {
        source?.close()
        timer = setTimeout(open, Math.min(60_000, 1000 * 2 ** failures++) * (0.75 + Math.random() / 2))
      }
    }
    open()
    return () => {
      clearTimeout(timer)
      clearTimeout(flush)
      source?.close()
    }
  }, [client, on])
}
