import type { Db } from '../../src/kernel/server/db.ts'
import { onNews } from '../../src/kernel/server/realtime.ts'

type Place = { organisationId: string; eventId: string }
const FRESH = 2000 // ms

/**
 * Event addresses → organisation and event. Public requests ask this first, hundreds a second when sales open, so an
 * answer is kept for two seconds and dropped at once when any event changes; unknown addresses are never kept.
 */
export function slugs(db: Db): { resolve(slug: string): Promise<Place | null>; stop(): void } {
  const kept = new Map<string, { at: number; place: Promise<Place | null> }>()
  const stop = onNews(
    (news) => {
      if (news.entities.includes('event')) kept.clear()
    },
    () => kept.clear(),
  )
  return {
    stop,
    resolve: (slug) => {
      const known = kept.get(slug)
      if (known && Date.now() - known.at < FRESH) return known.place
      const place = db
        .asSystem((tx) => tx.selectFrom('event').select(['organisationId', 'id as eventId']).where('slug', '=', slug).executeTakeFirst())
        .then((r) => r ?? null)
      if (kept.size > 1000) kept.clear()
      kept.set(slug, { at: Date.now(), place })
      const drop = () => void (kept.get(slug)?.place === place && kept.delete(slug))
      place.then((r) => r ?? drop(), drop)
      return place
    },
  }
}
