import { type SelectQueryBuilder, sql } from 'kysely'
import type { Entity, Row } from '../contract/entity.ts'
import { newId } from '../contract/ids.ts'
import type { ListQuery } from '../contract/page.ts'
import { audit, diff } from './audit.ts'
import { attempt, type Batch, demandNone, eachRow, staleRows } from './batch.ts'
import type { Ctx } from './ctx.ts'
import { json, type Tables } from './db.ts'
import { AppError } from './errors.ts'
import { indexSearch, unindexSearch } from './search.ts'

type Any = Record<string, any>
type Qb = SelectQueryBuilder<any, any, any>
const snake = (s: string) => s.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const camel = (s: string) => s.replaceAll(/_(\w)/g, (_, c: string) => c.toUpperCase())

/** The cursor after a row: its sort value and id, opaque to callers. */
const cursor = {
  write: (v: unknown, id: string) => Buffer.from(JSON.stringify([v ?? null, id])).toString('base64url'),
  read: (s: string): [unknown, string] => {
    try {
      const [v, id] = JSON.parse(Buffer.from(s, 'base64url').toString()) as [unknown, string]
      if (typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) && (v === null || typeof v !== 'object')) return [v, id]
    } catch {}
    throw new AppError('request.invalid', {}, [{ path: 'after', code: 'cursor', message: 'after' }])
  },
}

/**
 * List, get, create, update, remove and batch for one entity: scope (organisation, and event where the entity has one),
 * search, sort, keyset paging, optimistic `version`, audit and global search, all in the caller's transaction.
 * Errors: `record.not_found`, `record.conflict`, `record.duplicate`, `record.in_use`.
 */
export function store<E extends Entity>(e: E) {
  type R = Row<E>
  const table = camel(e.table) as keyof Tables & string
  const inEvent = e.scope === 'event'

  const scoped = (ctx: Ctx, q: Qb): Qb => {
    const own = q.where(`${table}.organisationId`, '=', ctx.orgId)
    return inEvent && ctx.eventId ? own.where(`${table}.eventId`, '=', ctx.eventId) : own
  }
  /** Values as the driver must send them; `jsonb` columns are known from the database itself. */
  const columns = (ctx: Ctx, values: Any): Any =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => [k, v !== null && ctx.columns.get(`${e.table}.${snake(k)}`) === 'jsonb' ? json(v) : v]),
    )
  const clean = (row: Any): R => {
    const { organisationId: _, ...rest } = row
    return rest as R
  }
  const index = async (ctx: Ctx, rows: Any[]) => {
    if (!e.search) return
    const docs = rows.flatMap((r) => {
      const found = e.search!(r)
      return found ? [{ ...found, entity: e.name, entityId: r.id, eventId: r.eventId ?? null }] : []
    })
    await indexSearch(ctx, docs)
  }
  /** What the trail calls a row: its title in the search, else its own title or name. */
  const label = (row: Any): string => {
    const own = e.search?.(row)?.title ?? row.title ?? row.name ?? ''
    return typeof own === 'string' ? own : own.zh || own.en || ''
  }

  async function find(ctx: Ctx, id: string): Promise<R | null> {
    const row = await scoped(ctx, ctx.tx.selectFrom(table).selectAll() as Qb)
      .where('id', '=', id)
      .executeTakeFirst()
    return row ? clean(row as Any) : null
  }

  async function get(ctx: Ctx, id: string): Promise<R> {
    const row = await find(ctx, id)
    if (!row) throw new AppError('record.not_found')
    return row
  }

  /** One page. `where` narrows it further; `q` looks into the entity's searchable columns. */
  async function list(ctx: Ctx, query: ListQuery, where: (q: Qb) => Qb = (q) => q) {
    const filtered = () => {
      let q = where(scoped(ctx, ctx.tx.selectFrom(table) as Qb))
      if (query.q) {
        const like = `%${query.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
        const cols = e.searchable as readonly string[]
        q = q.where((eb: any) => eb.or(cols.map((c) => sql<boolean>`${sql.ref(`${table}.${c}`)}::text ilike ${like}`)))
      }
      return q
    }
    const down = query.sort?.startsWith('-') ?? true
    const name = query.sort?.replace(/^-/, '') ?? 'id'
    if (name !== 'id' && name !== 'createdAt' && name !== 'updatedAt' && !(e.sortable as readonly string[]).includes(name))
      throw new AppError('request.invalid', {}, [{ path: 'sort', code: 'unknown', message: name }])
    const ref = sql.ref(`${table}.${name}`)
    const jsonb = ctx.columns.get(`${e.table}.${snake(name)}`) === 'jsonb'
    const expr = jsonb ? sql`coalesce(nullif(${ref}->>'zh', ''), ${ref}->>'en')` : sql`${ref}`
    const dir = sql.raw(down ? 'desc' : 'asc')
    const beyond = sql.raw(down ? '<' : '>')
    let page = filtered().selectAll(table).select(expr.as('sortKey'))
    if (query.after) {
      const [v, id] = cursor.read(query.after)
      page = page.where(
        v === null
          ? sql<boolean>`${expr} is null and ${sql.ref(`${table}.id`)} ${beyond} ${id}::uuid`
          : sql<boolean>`(${expr} is null or ${expr} ${beyond} ${v} or (${expr} = ${v} and ${sql.ref(`${table}.id`)} ${beyond} ${id}::uuid))`,
      )
    }
    // What is never empty needs no place for the empty, and its index does the ordering.
    if (!['id', 'createdAt', 'updatedAt'].includes(name)) page = page.orderBy(sql`(${expr}) is null`)
    const rows = (await page
      .orderBy(sql`${expr} ${dir}`)
      .orderBy(sql`${sql.ref(`${table}.id`)} ${dir}`)
      .limit(query.limit + 1)
      .execute()) as Any[]
    const more = rows.length > query.limit
    const shown = more ? rows.slice(0, query.limit) : rows
    const last = shown.at(-1)
    const total =
      !query.after && !more
        ? shown.length
        : Number(
            (
              (await filtered()
                .select(sql<number>`count(*)`.as('n'))
                .executeTakeFirst()) as Any
            ).n,
          )
    return { rows: shown.map(({ sortKey: _, ...r }) => clean(r)), total, next: more && last ? cursor.write(last.sortKey, last.id) : null }
  }

  /** Inserts rows at once (imports, clones, seeds) with one audit entry each. `extra` columns may stand in the drafts. */
  async function createMany(ctx: Ctx, drafts: Any[], action = 'create'): Promise<R[]> {
    const out: Any[] = []
    for (let i = 0; i < drafts.length; i += 300) {
      const rows = drafts.slice(i, i + 300).map((d) =>
        columns(ctx, {
          createdAt: ctx.now,
          updatedAt: ctx.now,
          version: 1,
          ...d,
          id: d.id ?? newId(),
          organisationId: ctx.orgId,
          ...(inEvent ? { eventId: d.eventId ?? ctx.eventId } : {}),
        }),
      )
      out.push(
        ...((await ctx.tx
          .insertInto(table)
          .values(rows as any)
          .returningAll()
          .execute()) as Any[]),
      )
    }
    await audit(
      ctx,
      ...out.map((r) => ({
        entity: e.name,
        entityId: r.id,
        eventId: r.eventId ?? ctx.eventId,
        action,
        label: label(r),
        changes: out.length > 50 ? [] : diff(e.labels, null, r),
      })),
    )
    await index(ctx, out)
    return out.map(clean)
  }

  const create = async (ctx: Ctx, draft: Any): Promise<R> => (await createMany(ctx, [draft]))[0]!

  /** Changes locked rows in one statement; where a row leaves a column out, it stays as it is. */
  async function updateMany(
    ctx: Ctx,
    before: ReadonlyMap<string, Any>,
    patches: (Any & { id: string })[],
    action = 'update',
  ): Promise<R[]> {
    if (patches.length === 0) return []
    const keys = [...new Set(patches.flatMap((p) => Object.keys(p).filter((k) => !['id', 'version'].includes(k) && p[k] !== undefined)))]
    const rows = patches.map((p) => ({
      id: p.id,
      ...Object.fromEntries(keys.map((k) => [snake(k), p[k] === undefined ? before.get(p.id)![k] : p[k]])),
    }))
    const set = [...keys.map((k) => sql`${sql.ref(k)} = n.${sql.ref(k)}`), sql`version = t.version + 1`, sql`updated_at = ${ctx.now}`]
    const { rows: changed } = await sql<Any>`update ${sql.table(table)} t set ${sql.join(set)}
      from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb) n
      where t.organisation_id = ${ctx.orgId} and t.id = n.id returning t.*`.execute(ctx.tx)
    const after = new Map(changed.map((r) => [r.id as string, r]))
    const out = patches.map((p) => after.get(p.id)!)
    await audit(
      ctx,
      ...out.map((r) => ({
        entity: e.name,
        entityId: r.id,
        eventId: r.eventId ?? ctx.eventId,
        action,
        label: label(r),
        changes: diff(e.labels, before.get(r.id)!, r),
      })),
    )
    await index(ctx, out)
    return out.map(clean)
  }

  async function removeMany(ctx: Ctx, before: ReadonlyMap<string, Any>, ids: string[]): Promise<void> {
    if (ids.length === 0) return
    await (ctx.tx.deleteFrom(table) as any).where('organisationId', '=', ctx.orgId).where('id', 'in', ids).execute()
    const none = Object.fromEntries(Object.keys(e.labels).map((k) => [k, null]))
    await audit(
      ctx,
      ...ids.map((id) => ({
        entity: e.name,
        entityId: id,
        eventId: before.get(id)!.eventId ?? ctx.eventId,
        action: 'remove',
        label: label(before.get(id)!),
        changes: diff(e.labels, before.get(id)!, none),
      })),
    )
    await unindexSearch(ctx, e.name, ids)
  }

  const locked = async (ctx: Ctx, ids: string[]): Promise<Map<string, Any>> =>
    new Map(
      ids.length
        ? (
            (await scoped(ctx, ctx.tx.selectFrom(table).selectAll() as Qb)
              .where('id', 'in', ids)
              .orderBy('id')
              .forUpdate()
              .execute()) as Any[]
          ).map((r) => [r.id as string, r])
        : [],
    )

  /** Changes columns of one row. With `version` in the patch the row must still be at it. */
  async function update(ctx: Ctx, id: string, patch: Any, action = 'update'): Promise<R> {
    const before = await locked(ctx, [id])
    const row = before.get(id)
    if (!row) throw new AppError('record.not_found')
    if (patch.version !== undefined && row.version !== patch.version) throw new AppError('record.conflict')
    return (await updateMany(ctx, before, [{ ...patch, id }], action))[0]!
  }

  async function remove(ctx: Ctx, id: string): Promise<{ id: string }> {
    const before = await locked(ctx, [id])
    if (!before.has(id)) throw new AppError('record.not_found')
    await removeMany(ctx, before, [id])
    return { id }
  }

  /**
   * Creates, changes and removes many rows, all or none, with as many statements for 500 rows as for two. Errors: `batch.refused`,
   * with the reason of each row in `fields`.
   */
  async function batch(ctx: Ctx, b: Batch): Promise<{ created: R[]; updated: R[]; removed: string[] }> {
    const before = await locked(ctx, [...b.update.map((u) => u.id), ...b.remove])
    demandNone(staleRows(ctx, b, before as Map<string, { version: number } & Any>))
    const act = async (one: Batch) => {
      await removeMany(ctx, before, one.remove)
      const updated = await updateMany(ctx, before, one.update)
      return { updated, created: one.create.length ? await createMany(ctx, one.create) : [], removed: one.remove }
    }
    const done = await attempt(ctx, () => act(b))
    if ('value' in done) return done.value
    // The database refused the whole; row by row it tells which.
    const none: Batch = { create: [], update: [], remove: [] }
    demandNone([
      ...(await eachRow(ctx, 'remove', b.remove, (id) => act({ ...none, remove: [id] }))),
      ...(await eachRow(ctx, 'update', b.update, (one) => act({ ...none, update: [one] }))),
      ...(await eachRow(ctx, 'create', b.create, (one) => act({ ...none, create: [one] }))),
    ])
    throw done.error
  }

  return { entity: e, table, find, get, list, create, createMany, update, remove, batch }
}
export type Store<E extends Entity> = ReturnType<typeof store<E>>
