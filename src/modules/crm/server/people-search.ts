import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { mayHold, needed } from '../../../kernel/server/search.ts'
import { normaliseEmail } from '../contract/values.ts'

const like = (q: string) => `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** Narrows a query of people to those whose names, titles, tags or company hold the text, or, for who may see it, whose mailbox it is. */
export const holding = (ctx: Ctx, q: string) => (query: any) => {
  const needle = like(q)
  const keys = needed(q)
  const email = ctx.can('crm.reveal') ? normaliseEmail(q) : null
  // Who may be meant at all, by two indexes; a text too short for the first leaves everybody.
  const near = keys.length
    ? query.where(
        sql<boolean>`person.id in (select entity_id::uuid from search_entry where entity = 'person' and ${mayHold(keys)}
          union select id from person where person.organisation_id = ${ctx.orgId} and email = ${email} and email <> '')`,
      )
    : query
  return near.where((eb: any) =>
    eb.or([
      ...['name', 'nameEn', 'title', 'titleEn', 'tags'].map((c) => sql<boolean>`${sql.ref(`person.${c}`)}::text ilike ${needle}`),
      sql<boolean>`exists (select 1 from company c where c.organisation_id = person.organisation_id and c.id = person.company_id and (c.name->>'zh' ilike ${needle} or c.name->>'en' ilike ${needle}))`,
      ...(email ? [sql<boolean>`person.email = ${email}`] : []),
    ]),
  )
}
