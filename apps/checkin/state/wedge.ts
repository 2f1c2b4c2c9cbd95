const GAP_MS = 150 // a hand types slower, a scanner in keyboard mode far faster
const editable = (t: EventTarget | null) => t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName))

/** Turns keystrokes that come in a burst and end with Enter into a code; other typing passes by. */
export function burst() {
  let text = ''
  let last = 0
  return (key: string, at: number): string | null => {
    if (at - last > GAP_MS) text = ''
    last = at
    if (key === 'Enter' || key === 'Tab') {
      const code = text
      text = ''
      return code.length >= 4 ? code : null
    }
    if (key.length === 1) text += key
    return null
  }
}

/** Listens to a hardware scanner anywhere on the page, except while a field has the keyboard. Returns how to stop. */
export function listenToScanner(onCode: (text: string) => void): () => void {
  const feed = burst()
  const hear = (e: KeyboardEvent) => {
    if (editable(e.target) || e.ctrlKey || e.metaKey || e.altKey) return
    const code = feed(e.key, e.timeStamp)
    if (code === null) return
    // The Enter of a scanner must not press the button that has the focus.
    e.preventDefault()
    e.stopPropagation()
    onCode(code)
  }
  addEventListener('keydown', hear, true)
  return () => removeEventListener('keydown', hear, true)
}
