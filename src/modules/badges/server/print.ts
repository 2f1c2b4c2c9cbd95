import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { download } from '../../../kernel/server/files.ts'
import type { RawAnswer, Services } from '../../../kernel/server/mount.ts'
import type { z } from 'zod'
import { type BadgeDesign, type badgeQuery, BADGES_A_FILE, type BadgeSize } from '../contract/badge.ts'
import { readDesign } from './layout.ts'
import { badgePeople, badgePerson, firstPerson, type Person } from './people.ts'
import { prepareBadges, type Side } from './render.ts'

type Later = Promise<() => Promise<RawAnswer>>

/** A thousand badges of the filter at most; the next thousand are the next `part`. Errors: those of `badgePeople`. */
export async function printBadges(ctx: Ctx, services: Services, query: z.output<typeof badgeQuery>): Later {
  const all = await badgePeople(ctx, query)
  const people = all.slice((query.part - 1) * BADGES_A_FILE, query.part * BADGES_A_FILE)
  if (!people.length) throw new AppError('badges.none')
  const make = await prepareBadges(ctx, services, { people, design: await readDesign(ctx) })
  const { slug } = await ctx.tx
    .selectFrom('event')
    .select('slug')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  await audit(ctx, { entity: 'badgeLayout', entityId: 'all', action: 'export.unmasked', label: `${people.length}` })
  const name = `${slug}-badges${all.length > BADGES_A_FILE ? `-${query.part}` : ''}.pdf`
  return async () => download({ name, mime: 'application/pdf', bytes: await make() })
}

/** One badge on a page of its own, in the event's size or another. Errors: those of `badgePerson`. */
export async function printOne(ctx: Ctx, services: Services, id: string, size?: BadgeSize): Later {
  const person = await badgePerson(ctx, id)
  const design: BadgeDesign = { ...(await readDesign(ctx)), paper: 'single', ...(size ? { size } : {}) }
  const make = await prepareBadges(ctx, services, { people: [person], design })
  await audit(ctx, { entity: 'registration', entityId: id, action: 'badge.printed', label: person.code })
  return async () => download({ name: `${person.code}.pdf`, mime: 'application/pdf', bytes: await make() }, { inline: true })
}

/** Stands in for people while nobody registered; its code opens no door. */
const nobody: Person = {
  id: '00000000-0000-0000-0000-000000000000',
  number: 0,
  code: 'R-0000',
  name: '王小明',
  nameEn: 'Wang Hsiao-Ming',
  organisation: '範例單位 Example Organisation',
  title: '職稱 Job title',
  country: 'TW',
  diet: 'lacto-ovo',
  category: 'general',
  ticketName: { zh: '一般', en: 'General' },
}

type Look = { layout: BadgeDesign; registrationId: string | null; side: Exclude<Side, 'both'> }
export async function previewBadge(ctx: Ctx, services: Services, { layout, registrationId, side }: Look): Later {
  const person = registrationId ? await badgePerson(ctx, registrationId) : ((await firstPerson(ctx)) ?? nobody)
  const make = await prepareBadges(ctx, services, { people: [person], design: { ...layout, paper: 'single' }, side, output: 'svg' })
  return async () => ({
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    },
    body: await make(),
  })
}
