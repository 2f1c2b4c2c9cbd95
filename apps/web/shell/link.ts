import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { ApiError } from '../../../src/kernel/web/client.ts'

let up = true
const listeners = new Set<() => void>()
const say = (next: boolean) => {
  if (next === up) return
  up = next
  for (const listener of listeners) listener()
}
/** Whether the server can be reached, by a small file that no cache answers. */
const answers = () =>
  fetch('/app/theme.js', { method: 'HEAD', cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  )

/** Notices a lost line from the browser or from calls that never arrived; asks until it is back, then reads the screen again. */
export function watchLink(client: QueryClient): void {
  let asking: ReturnType<typeof setTimeout> | undefined
  const ask = async () => {
    const there = await answers()
    asking = there ? undefined : setTimeout(ask, 3000)
    if (there && !up) void client.invalidateQueries()
    say(there)
  }
  const lost = () => {
    say(false)
    asking ??= setTimeout(ask, 1500)
  }
  const check = (error: unknown) => error instanceof ApiError && error.status === 0 && lost()
  window.addEventListener('offline', lost)
  window.addEventListener('online', () => void ask())
  for (const cache of [client.getQueryCache(), client.getMutationCache()])
    cache.subscribe((event) => event.type === 'updated' && event.action.type === 'error' && check(event.action.error))
}

/** Whether the line to the server stands. */
export const useLink = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => up,
  )

/** A style sheet that didn't arrive is not asked for again by the bundler's loader. */
function restyle() {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) if (!link.sheet) link.replaceWith(link.cloneNode())
}

/** Where something was typed last; while it is on the screen with text in it, that text may not be saved yet. */
let typed: HTMLElement | undefined
const unsaved = () => typed?.isConnected === true && ((typed as HTMLInputElement).value ?? typed.textContent ?? '') !== ''
const askFirst = (event: Event) => event.preventDefault()

/** Loads the page anew after an update of the server, once in half a minute; over unsaved text the browser asks first. False = just done. */
function renew(): boolean {
  const last = Number(sessionStorage.getItem('bantoh.reloaded') ?? 0)
  if (Date.now() - last < 30_000) return false
  sessionStorage.setItem('bantoh.reloaded', String(Date.now()))
  if (unsaved()) addEventListener('beforeunload', askFirst)
  location.reload()
  setTimeout(() => removeEventListener('beforeunload', askFirst), 1000)
  return true
}

/** Notices code that an update of the server took away, wherever it is asked for: dialogs, editors, texts. */
export function watchRenewal(): void {
  const isText = (at: EventTarget | null): at is HTMLElement =>
    at instanceof HTMLElement && at.matches('textarea, [contenteditable=true], input:not([type=search], [type=checkbox], [type=radio])')
  document.addEventListener('input', (event) => isText(event.target) && (typed = event.target), true)
  // A screen's own code is asked for again by `patiently`, which comes to the same.
  addEventListener('vite:preloadError', () => void answers().then((there) => there && renew()))
}

/**
 * A screen's code, asked for until it comes: without a line the page that is open stays, with all that was typed.
 * A server that answers but no longer has the file has been updated; then the page loads anew (see `renew`).
 */
export const patiently =
  <T>(load: () => Promise<T>) =>
  async (): Promise<T> => {
    for (;;) {
      try {
        return await load()
      } catch (error) {
        if (await answers()) {
          // A page that was loaded anew and still misses it is broken; one whose owner would rather keep it open waits.
          const last = Number(sessionStorage.getItem('bantoh.reloaded') ?? 0)
          if (!renew() && performance.timeOrigin > last) throw error
        } else say(false)
        await new Promise((done) => setTimeout(done, 2000))
        restyle()
      }
    }
  }
