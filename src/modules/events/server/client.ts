import { type Lang, type Localized, pick } from '../../../kernel/contract/localized.ts'
import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Event } from '../contract/event.ts'

/** The client's name for papers: the company of the directory, else the organiser that the public site names; '' where neither is known. */
export async function clientOf(ctx: Ctx, e: Pick<Event, 'clientId' | 'site'>, lang: Lang): Promise<string> {
  const found = e.clientId
    ? (await sql<{ name: Localized }>`select name from company where id = ${e.clientId}`.execute(ctx.tx)).rows[0]
    : undefined
  return pick(found?.name ?? e.site.organiser, lang)
}
