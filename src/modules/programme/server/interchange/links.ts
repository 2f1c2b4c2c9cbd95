/** An absolute http(s) or mailto address, normalised; anything else (`javascript:`, relative without a base) is `undefined`. */
export function safeUrl(value: string, base?: string): string | undefined {
  const raw = value.trim()
  if (!raw || raw.length > 2_000) return undefined
  try {
    const candidate = /^www\.[^\s/]+\.[^\s]+$/i.test(raw) ? `https://${raw}` : raw
    const url = base ? new URL(candidate, base) : new URL(candidate)
    if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined
    // The file's own spelling is kept when it is already a plain absolute address, so that a round trip changes nothing.
    return candidate === raw && /^(https?:\/\/|mailto:)[^\s<>"\\]+$/.test(raw) ? raw : url.href
  } catch {
    return undefined
  }
}
