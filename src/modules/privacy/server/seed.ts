import { addDays } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import { createBreach } from './breaches.ts'
import { recordConsent } from './consents.ts'
import { taiwanDay } from './deadlines.ts'
import { recordAgreed } from './feed.ts'
import { createRequest, verifyRequest } from './requests.ts'

/** A few requests, consents and a drill, so that the screens show what they are for. */
export async function seed(given: Ctx, demo: DemoContext): Promise<void> {
  const ctx = { ...given, now: `${demo.today}T02:00:00.000Z` }
  const today = taiwanDay(ctx.now)
  const people = await ctx.tx
    .selectFrom('registration')
    .select(['id', 'name', 'email', 'phone', 'personId', 'eventId', 'consents', 'code', 'registeredAt'])
    .where('organisationId', '=', ctx.orgId)
    .where('status', '=', 'confirmed')
    .where('email', '<>', '')
    .orderBy('number')
    .limit(24)
    .execute()
  const eventId = people[0]?.eventId ?? null
  // The demo's people came through the site.
  for (const r of people) await recordAgreed(ctx, { ...r, source: 'public' }, null)
  const [first, second, third] = people
  if (second)
    await recordConsent(ctx, {
      eventId,
      personId: second.personId,
      email: second.email,
      name: second.name,
      purpose: 'news',
      act: 'withdrawn',
      channel: 'phone',
      proof: '來電表示不再收電子報',
    })
  const draft = { regime: 'TW' as const, phone: '', personId: null, eventId }
  if (first)
    await createRequest(ctx, {
      ...draft,
      kind: 'access',
      channel: 'mail',
      name: first.name,
      email: first.email,
      personId: first.personId,
      details: '想知道貴公司保有我哪些資料。',
      receivedOn: addDays(today, -6),
    })
  if (third) {
    const r = await createRequest(ctx, {
      ...draft,
      kind: 'correction',
      channel: 'phone',
      name: third.name,
      email: third.email,
      personId: third.personId,
      details: '單位名稱已更改。',
      receivedOn: addDays(today, -2),
    })
    await verifyRequest(ctx, r.id, { version: r.version, how: '回撥報名留的電話，核對報名編號' })
  }
  await createBreach(ctx, {
    title: '報到平板遺失演練',
    drill: true,
    what: '假設報到櫃檯一台平板在撤場時遺失，裝置上有未登出的報到程式。依程序停用裝置連結、確認裝置上保有的名單範圍、評估是否達通報標準。',
    eventId,
    occurredAt: null,
    noticedAt: new Date(Date.parse(ctx.now) - 3 * 86_400_000).toISOString(),
    kinds: ['identifying', 'work'],
    special: false,
    people: 412,
    systems: '報到裝置（離線名單）',
    systemRecords: 412,
    authority: '個人資料保護委員會籌備處（演練未通報）',
    authorityAt: null,
    peopleAt: null,
    peopleHow: '',
    measures: '1. 立即停用該裝置的活動連結。\n2. 名單只存姓名與單位，不含聯絡方式與證號。\n3. 撤場清點表加入裝置編號。',
  })
}
