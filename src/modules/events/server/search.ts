import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { searchAll } from '../../../kernel/server/search.ts'
import type { SearchHit } from '../contract/desk.ts'

/** Where a kind of record is shown, and who may find it. `path` is below the event (`~`) or the organisation (`/o`). */
export type SearchTarget = { entity: string; action: string; label: Localized; path(hit: { entityId: string }): string }
declare module '../../../kernel/server/module.ts' {
  interface Provides {
    search: SearchTarget
  }
}

/** Everything that the caller may open and that holds the words, best first; events where they are on no team stay hidden. */
export async function search(ctx: Ctx, services: Services, q: string, eventId?: string): Promise<{ hits: SearchHit[] }> {
  const wide = ['owner', 'director'].includes(ctx.actor.role ?? '')
  const mine = wide ? null : [...ctx.actor.events.keys()]
  const found = await searchAll(ctx, q, { eventIds: eventId ? [eventId] : mine, limit: 60 })
  const targets = new Map(services.provided('search').map((t) => [t.entity, t]))
  const ids = [...new Set(found.flatMap((f) => (f.entity === 'event' ? [f.entityId] : f.eventId ? [f.eventId] : [])))]
  const rows = ids.length ? await ctx.tx.selectFrom('event').select(['id', 'slug', 'name']).where('id', 'in', ids).execute() : []
  const events = new Map(rows.map((r) => [r.id, r]))
  const hits = found.flatMap((f): SearchHit[] => {
    const target = targets.get(f.entity)
    const within = f.entity === 'event' ? f.entityId : f.eventId
    const event = within ? events.get(within) : undefined
    if (!target || (within && (!event || (mine && !mine.includes(within)))) || !ctx.can(target.action, { eventId: within })) return []
    const path = target.path(f)
    return [
      {
        entity: f.entity,
        label: target.label,
        entityId: f.entityId,
        eventId: within,
        eventName: f.entity === 'event' ? null : (event?.name ?? null),
        title: f.title,
        subtitle: f.subtitle,
        path: event ? `/app/e/${event.slug}${path}` : `/app${path}`,
      },
    ]
  })
  return { hits: hits.slice(0, 30) }
}
