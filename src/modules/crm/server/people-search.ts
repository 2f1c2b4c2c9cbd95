import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { mayHold, needed } from '../../../kernel/server/search.ts'
import { normaliseEmail } from '../contract/values.ts'

const like = (q: string) => `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** More people than this are not picked out beforehand: their ids would weigh more than looking at everybody. */
const MOST = 4000

/** Who may hold the text, by two indexes; `null` where that is nearly everybody. */
async function nearest(ctx: Ctx, q: string, email: string | null): Promise<string[] | null> {
  const keys = needed(q)
  if (!keys.length) return null
  const { rows } = await sql<{ id: string }>`select entity_id::uuid as id from search_entry where entity = 'person' and ${mayHold(keys)}
    union select id from person where organisation_id = ${ctx.orgId} and email = ${email} and email <> '' limit ${MOST + 1}`.execute(ctx.tx)
  return rows.length > MOST ? null : rows.map((r) => r.id)
}

/** Narrows a query of people to those whose names, titles, tags or company hold the text, or, for who may see it, whose mailbox it is. */
export async function holding(ctx: Ctx, q: string) {
  const needle = like(q)
  const email = ctx.can('crm.reveal') ? normaliseEmail(q) : null
  const near = await nearest(ctx, q, email)
  return (query: any) =>
    (near ? query.where(sql<boolean>`person.id = any(${near}::uuid[])`) : query).where((eb: any) =>
      eb.or([
        ...['name', 'nameEn', 'title', 'titleEn', 'tags'].map((c) => sql<boolean>`${sql.ref(`person.${c}`)}::text ilike ${needle}`),
        sql<boolean>`exists (select 1 from company c where c.organisation_id = person.organisation_id and c.id = person.company_id and (c.name->>'zh' ilike ${needle} or c.name->>'en' ilike ${needle}))`,
        ...(email ? [sql<boolean>`person.email = ${email}`] : []),
      ]),
    )
}
