import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError, call } from '../../../kernel/web/client.ts'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { documentEndpoints, type SectionText } from '../contract/documents.ts'

type State = 'idle' | 'waiting' | 'saving' | 'conflict' | 'failed'
type Input = { eventId: string; docKey: string; section: string; lang: Lang; version: number; onSaved: () => unknown }
const QUIET_MS = 1200
const AGAIN_MS = 8000

/**
 * Keeps one written section in one language: saves when the typing rests, one call at a time, and at once when the page is left. A version that
 * somebody else wrote meanwhile stops it until the person chose whose words stand. Lost connections are tried again.
 */
export function useAutosave({ eventId, docKey, section, lang, version, onSaved }: Input) {
  const [state, setState] = useState<State>('idle')
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [theirs, setTheirs] = useState<SectionText | null>(null)
  const box = useRef({
    version,
    pending: undefined as unknown,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    busy: false,
    sending: undefined as Promise<void> | undefined,
    stopped: false,
  })
  const again = useRef(() => Promise.resolve())
  const done = useRef(onSaved)
  done.current = onSaved
  const params = useMemo(() => ({ eventId, key: docKey as never, section }), [eventId, docKey, section])

  const current = useCallback(async () => {
    const detail = await call(documentEndpoints.get, { params: { eventId, key: docKey as never }, query: { lang } })
    return detail.sections.find((s) => s.key === section)!.texts[lang]
  }, [eventId, docKey, section, lang])

  const send = useCallback(async () => {
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
        body: { content: content as { type: 'doc' }, version: b.version, lang },
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
      if (conflict) void current().then(setTheirs, () => setTheirs(null))
      // What the server refuses for good is not sent again and again.
      if (error instanceof ApiError && (error.status === 0 || error.status >= 500))
        b.timer = setTimeout(() => void again.current(), AGAIN_MS)
      b.busy = false
      return
    }
    b.busy = false
    if (b.pending !== undefined) await again.current()
  }, [params, lang, current])
  const flush = useCallback(() => {
    const b = box.current
    if (b.busy) return b.sending!
    return (b.sending = send())
  }, [send])
  again.current = flush

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

  return useMemo(
    () => ({
      state,
      savedAt,
      theirs,
      changed(content: unknown) {
        const b = box.current
        b.pending = content
        if (b.stopped) return
        setState((now) => (now === 'saving' ? now : 'waiting'))
        clearTimeout(b.timer)
        b.timer = setTimeout(() => void flush(), QUIET_MS)
      },
      now: () => void flush(),
      /** Saves what waits and has the screen read it again; false where it could not be saved. */
      async settled() {
        await flush()
        if (box.current.pending !== undefined) return false
        await done.current()
        return true
      },
      /** Gives what the other person wrote; what was typed here goes to the history first. */
      async takeTheirs() {
        const b = box.current
        const last = await current()
        if (b.pending !== undefined)
          await call(documentEndpoints.saveSection, {
            params,
            body: { content: b.pending as { type: 'doc' }, version: last.version, lang, aside: true },
          })
        Object.assign(b, { version: last.version, pending: undefined, stopped: false })
        setState('idle')
        done.current()
        return last.content
      },
      /** Saves what was typed here over it; the other state stays in the history. */
      async keepMine() {
        box.current.version = (await current()).version
        box.current.stopped = false
        await flush()
      },
    }),
    [state, savedAt, theirs, flush, current, params, lang],
  )
}
