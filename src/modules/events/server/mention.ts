import type { Ctx } from '../../../kernel/server/ctx.ts'
import { queueMail } from '../../../kernel/server/mail.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { Comment } from '../contract/desk.ts'
import type { OfRecord } from './records.ts'

/** The address in the app of a record, with its comments open where it has a screen of its own. `slug` is its event's. */
export function recordPath(services: Services, slug: string | null, of: OfRecord): string {
  const home = `/app${slug ? `/e/${slug}` : ''}`
  if (of.entity === 'event') return `${home}/activity`
  const path =
    services
      .provided('search')
      .find((t) => t.entity === of.entity)
      ?.path(of) ?? ''
  return home + path + (path.endsWith(of.entityId) ? '?tab=comments' : '')
}

/** Writes to those whom a comment mentions: who said what, and the way there. */
export async function mailMention(
  ctx: Ctx,
  services: Services,
  c: Comment,
  told: readonly { name: string; email: string }[],
): Promise<void> {
  const org = await ctx.tx.selectFrom('organisation').select(['name', 'nameEn', 'colour']).executeTakeFirstOrThrow()
  const event = ctx.eventId
    ? await ctx.tx.selectFrom('event').select(['slug', 'name']).where('id', '=', ctx.eventId).executeTakeFirstOrThrow()
    : null
  const record = await ctx.tx
    .selectFrom('searchEntry')
    .select('title')
    .where('entity', '=', c.entity)
    .where('entityId', '=', c.entityId)
    .executeTakeFirst()
  const about = record?.title || event?.name.zh || event?.name.en || ''
  const english = ctx.lang === 'en'
  const zh = `${c.authorName} 在「${about}」的留言中提到您。`
  const en = `${c.authorName} mentioned you in a comment on “${about}”.`
  await queueMail(ctx, {
    kind: 'mention',
    to: told.map((p) => ({ address: p.email, name: p.name })),
    subject: english ? `${c.authorName} mentioned you: ${about}` : `${c.authorName} 提到您：${about}`,
    brand: { name: english ? org.nameEn || org.name : org.name, colour: org.colour },
    blocks: [
      { kind: 'title', text: english ? en : zh },
      { kind: 'text', text: c.body },
      {
        kind: 'button',
        text: english ? 'Open the comments' : '看留言',
        url: services.publicUrl + recordPath(services, event?.slug ?? null, c),
      },
      { kind: 'small', text: english ? zh : en },
    ],
    dedupeKey: `mention:${c.id}`,
  })
}
