import { sql } from 'kysely'
import type { SearchText } from '../contract/entity.ts'
import type { Ctx } from './ctx.ts'

const fold = (s: string) => s.normalize('NFKC').toLowerCase().replaceAll('臺', '台')
const isCjk = (c: string) => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(c)

/**
 * The search keys of a text: pairs of neighbouring CJK characters (and each single one), and for Latin words their
 * pairs too, so that a two-character Chinese query and the middle of a word are found by an index.
 * @example grams('報到 desk') // ['報', '報到', '到', 'de', 'es', 'sk']
 */
export function grams(text: string, max = 3000): string[] {
  const out = new Set<string>()
  for (const word of fold(text).match(/[\p{L}\p{N}]+/gu) ?? []) {
    const chars = [...word]
    chars.forEach((c, i) => {
      if (isCjk(c) || chars.length === 1) out.add(c)
      if (i + 1 < chars.length) out.add(c + chars[i + 1])
    })
    if (out.size > max) break
  }
  return [...out]
}

/** Keys that a text holding `q` anywhere must hold, too: a single Latin letter is no key within a word. */
export const needed = (q: string) => grams(q).filter((k) => [...k].length > 1 || isCjk(k))
/** Whether a row of the index may hold all the keys; one in a hundred that doesn't slips through. */
export const mayHold = (keys: string[]) => {
  const half = (column: string, n: number) =>
    sql`${sql.ref(column)} & gram_sig(${keys}::text[], ${sql.lit(n)}) = gram_sig(${keys}::text[], ${sql.lit(n)})`
  return sql<boolean>`(${half('search_entry.sig_a', 0)} and ${half('search_entry.sig_b', 1)})`
}

export type SearchDoc = SearchText & { entity: string; entityId: string; eventId: string | null }

/** Puts records into the global index in the caller's transaction (replacing what was there). */
export async function indexSearch(ctx: Ctx, docs: SearchDoc[]): Promise<void> {
  for (let i = 0; i < docs.length; i += 300) {
    const rows = docs.slice(i, i + 300).map((d) => ({
      organisationId: ctx.orgId,
      eventId: d.eventId,
      entity: d.entity,
      entityId: d.entityId,
      title: d.title.slice(0, 300),
      subtitle: (d.subtitle ?? '').slice(0, 300),
      grams: grams(`${d.title} ${d.subtitle ?? ''} ${d.text ?? ''}`),
      updatedAt: ctx.now,
    }))
    await ctx.tx
      .insertInto('searchEntry')
      .values(rows)
      .onConflict((c) =>
        c.columns(['organisationId', 'entity', 'entityId']).doUpdateSet((eb) => ({
          eventId: eb.ref('excluded.eventId'),
          title: eb.ref('excluded.title'),
          subtitle: eb.ref('excluded.subtitle'),
          grams: eb.ref('excluded.grams'),
          updatedAt: eb.ref('excluded.updatedAt'),
        })),
      )
      .execute()
  }
}

export async function unindexSearch(ctx: Ctx, entity: string, ids: string[]): Promise<void> {
  if (ids.length) await ctx.tx.deleteFrom('searchEntry').where('entity', '=', entity).where('entityId', 'in', ids).execute()
}

/** Records whose text holds all of the query's keys, titles that contain the query first; the caller filters by policy. */
export async function searchAll(ctx: Ctx, q: string, opts: { eventIds?: string[] | null; limit?: number } = {}) {
  const keys = grams(q)
  if (!keys.length) return []
  const needle = `%${fold(q).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  // In two steps: the narrow index first, the rows themselves only where they may hold all.
  const near = await ctx.tx.selectFrom('searchEntry').select(['entity', 'entityId']).where(mayHold(keys)).limit(20_000).execute()
  if (!near.length) return []
  let query = ctx.tx
    .selectFrom('searchEntry')
    .select(['entity', 'entityId', 'eventId', 'title', 'subtitle'])
    .where(
      sql<boolean>`entity = any(${[...new Set(near.map((n) => n.entity))]}::text[]) and entity_id = any(${near.map((n) => n.entityId)}::text[])`,
    )
    .where(sql<boolean>`grams @> ${keys}::text[]`)
  const { eventIds } = opts
  if (eventIds) query = query.where((eb) => eb.or([eb('eventId', 'is', null), ...(eventIds.length ? [eb('eventId', 'in', eventIds)] : [])]))
  return query
    .orderBy(sql`(lower(title) like ${needle}) desc`)
    .orderBy(sql`length(title)`)
    .orderBy('updatedAt', 'desc')
    .limit(opts.limit ?? 20)
    .execute()
}
