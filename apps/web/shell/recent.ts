const key = 'bantoh.recent'

/** Slugs of the events last opened in this browser, newest first. */
export function recentEvents(): string[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as string[]
  } catch {
    return []
  }
}
export function rememberEvent(slug: string): void {
  localStorage.setItem(key, JSON.stringify([slug, ...recentEvents().filter((one) => one !== slug)].slice(0, 6)))
}
