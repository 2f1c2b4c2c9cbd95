import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError, call } from '../../../kernel/web/client.ts'
import { documentEndpoints } from '../contract/documents.ts'

type State = 'idle' | 'waiting' | 'saving' | 'conflict' | 'failed'
type Input = { eventId: string; docKey: string; section: { key: string; version: number; content: unknown }; onSaved: () => void }
const QUIET_MS = 1200
const AGAIN_MS = 8000

/**
 * Keeps one written section: saves when the typing rests, one call at a time, and at once when the page is left. A version that
 * somebody else wrote meanwhile stops it until the person chose whose words stand. Lost connections are tried again.
 */
export function useAutosave({ eventId, docKey, section, onSaved }: Input) {
  const [state, setState] = useState<State>('idle')
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const box = useRef({
    version: section.version,
    pending: undefined as unknown,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    busy: false,
    stopped: false,
  })
  const done = useRef(onSaved)
  done.current = onSaved
  const params = useMemo(() => ({ eventId, key: docKey as never, section: section.key }), [eventId, docKey, section.key])

  const flush = useCallback(async () => {
    const b = box.current
    clearTimeout(b.timer)
    if (b.busy || b.stopped || b.pending === undefined) return
    const content = b.pending
    b.pending = undefined
    b.busy = true
    setState('saving')
    try {
      const answer = await call(documentEndpoints.saveSection, {
        params,
        body: { content: content as { type: 'doc' }, version: b.version },
      })
      b.version = answer.version
      setSavedAt(answer.updatedAt)
      setState(b.pending === undefined ? 'idle' : 'waiting')
      done.current()
    } catch (error) {
      b.pending ??= content
      const conflict = error instanceof ApiError && error.code === 'record.conflict'
      b.stopped = conflict
      setState(conflict ? 'conflict' : 'failed')
      // What the server refuses for good is not sent again and again.
      if (error instanceof ApiError && (error.status === 0 || error.status >= 500)) b.timer = setTimeout(() => void flush(), AGAIN_MS)
      b.busy = false
      return
    }
    b.busy = false
    if (b.pending !== undefined) void flush()
  }, [params])

  useEffect(() => {
    const leave = () => document.visibilityState === 'hidden' && void flush()
    const warn = (e: BeforeUnloadEvent) => {
      if (box.current.pending !== undefined || box.current.busy) e.preventDefault()
    }
    document.addEventListener('visibilitychange', leave)
    addEventListener('beforeunload', warn)
    return () => {
      document.removeEventListener('visibilitychange', leave)
      removeEventListener('beforeunload', warn)
      void flush()
    }
  }, [flush])

  const current = async () => {
    const detail = await call(documentEndpoints.get, { params: { eventId, key: docKey as never }, query: {} })
    return detail.sections.find((s) => s.key === section.key)!
  }
  return useMemo(
    () => ({
      state,
      savedAt,
      changed(content: unknown) {
        const b = box.current
        b.pending = content
        if (b.stopped) return
        setState((now) => (now === 'saving' ? now : 'waiting'))
        clearTimeout(b.timer)
        b.timer = setTimeout(() => void flush(), QUIET_MS)
      },
      now: () => void flush(),
      /** Drops what was typed here; gives what the other person wrote. */
      async takeTheirs() {
        const theirs = await current()
        Object.assign(box.current, { version: theirs.version, pending: undefined, stopped: false })
        setState('idle')
        done.current()
        return theirs.content
      },
      /** Saves what was typed here over it; the other state stays in the history. */
      async keepMine() {
        box.current.version = (await current()).version
        box.current.stopped = false
        await flush()
      },
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `current` reads only its params
    [state, savedAt, flush],
  )
}
