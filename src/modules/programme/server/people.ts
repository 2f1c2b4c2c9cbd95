import { sql } from 'kysely'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { EventHandler } from '../../../kernel/server/outbox.ts'
import { linkPeople } from '../../crm/server/index.ts'
import type { Speaker } from '../contract/speaker.ts'
import type {} from './tables.ts'

/** Finds or makes the directory's person behind each speaker of the ctx's event that has none yet; idempotent. */
export async function linkSpeakers(ctx: Ctx): Promise<number> {
  const rows = (await ctx.tx
    .selectFrom('speaker')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('eventId', '=', ctx.eventId!)
    .where('personId', 'is', null)
    .orderBy('createdAt')
    .orderBy('key')
    .execute()) as Speaker[]
  if (!rows.length) return 0
  const ids = await linkPeople(
    ctx,
    rows.map((s) => ({
      person: {
        name: s.name.zh || s.name.en,
        nameEn: s.name.en,
        email: s.email,
        title: s.jobTitle.zh || s.jobTitle.en,
        titleEn: s.jobTitle.en,
        country: s.country,
        source: 'programme',
        companyName: s.organisation.zh || s.organisation.en,
        companyNameEn: s.organisation.en,
      },
      roles: [{ role: 'speaker' as const, sourceEntity: 'speaker', sourceId: s.id }],
    })),
  )
  await sql`update speaker set person_id = given.person_id from unnest(${rows.map((r) => r.id)}::uuid[], ${ids}::uuid[]) as given(id, person_id)
    where speaker.organisation_id = ${ctx.orgId} and speaker.event_id = ${ctx.eventId} and speaker.id = given.id`.execute(ctx.tx)
  ctx.touch('speaker')
  return rows.length
}

const link = async (ctx: Ctx) => void (await linkSpeakers(ctx))
/** The directory follows after the import, so that a big file is not kept waiting for it. */
export const handlers: readonly EventHandler[] = [
  { on: 'programme.imported', name: 'link-people', handle: link },
  { on: 'speaker.created', name: 'link-people', handle: link },
]
