import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'

let heading = { at: '', text: '' }
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** The page's one h1; what it says is also the last crumb and the title of the browser's tab. */
export function Heading({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null)
  // After every drawing, since the words may come from anywhere below.
  useLayoutEffect(() => {
    const next = { at: location.pathname, text: ref.current?.textContent?.trim() ?? '' }
    if (next.at === heading.at && next.text === heading.text) return
    heading = next
    for (const listener of listeners) listener()
  })
  return <h1 ref={ref}>{children}</h1>
}

/** What the page that is open calls itself; empty until it has drawn its heading. */
export function useHeading(): string {
  const { at, text } = useSyncExternalStore(subscribe, () => heading)
  return at === location.pathname ? text : ''
}
