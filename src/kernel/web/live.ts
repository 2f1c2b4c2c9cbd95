import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keyOf } from './client.ts'

/**
 * Listens to `/api/live` and reads again what changed. A message's data is `{ "topic": "/events/<id>/sessions" }`, a path prefix
 * as `keyOf` understands it. After a lost connection it comes back with growing pauses (1 s … 60 s) and reads everything on screen again.
 */
export function useLive(on = true): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!on || typeof EventSource === 'undefined') return
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    const open = () => {
      source = new EventSource('/api/live')
      source.onopen = () => {
        if (failures > 0) void client.invalidateQueries()
        failures = 0
      }
      source.onmessage = (message) => {
        const { topic } = JSON.parse(message.data as string) as { topic?: string }
        if (topic) void client.invalidateQueries({ queryKey: keyOf(topic) })
      }
      source.onerror = () => {
        source?.close()
        timer = setTimeout(open, Math.min(60_000, 1000 * 2 ** failures++) * (0.75 + Math.random() / 2))
      }
    }
    open()
    return () => {
      clearTimeout(timer)
      source?.close()
    }
  }, [client, on])
}
