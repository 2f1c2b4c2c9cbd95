import { daysBetween } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Job } from '../../../kernel/server/jobs.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import type { Attention, AttentionProvider } from '../../events/server/index.ts'
import { requestKindNames } from '../contract/request.ts'
import { taiwanDay } from './deadlines.ts'
import { sendLetter } from './letters.ts'
import { codeOf } from './requests.ts'
import type { StoredRequest } from './tables.ts'

const open = (ctx: Ctx) =>
  ctx.tx
    .selectFrom('privacyRequest')
    .selectAll()
    .where('organisationId', '=', ctx.orgId)
    .where('status', 'in', ['open', 'unconfirmed'])
    .orderBy('dueOn')

/** Requests about the ctx's event that wait, and an event whose data should be erased by what its notice promised. */
async function read(ctx: Ctx): Promise<Attention[]> {
  const today = taiwanDay(ctx.now)
  const rows = (await open(ctx).where('eventId', '=', ctx.eventId!).execute()) as StoredRequest[]
  return rows.map((r) => {
    const due = r.extendedOn ?? r.dueOn
    const left = daysBetween(today, due)
    const kind = requestKindNames[r.kind]
    return {
      code: 'privacy.request_due',
      tone: left <= 3 ? 'warn' : 'todo',
      due,
      path: '/privacy',
      title: { zh: `答覆個資請求 ${codeOf(r)}（${kind.zh}）`, en: `Answer request ${codeOf(r)} (${kind.en})` },
      detail:
        left < 0
          ? { zh: `法定期限已過 ${-left} 天`, en: `${-left} days past the legal date` }
          : { zh: `依法最遲 ${due.replaceAll('-', '/')} 答覆，還有 ${left} 天`, en: `By law to be answered by ${due}; ${left} days left` },
      action: { zh: '處理', en: 'Open' },
    }
  })
}
export const attention: AttentionProvider = { name: 'privacy', action: 'privacy.read', read }

/** Days left at which the owners and directors get a letter about an open request; once each. */
const REMIND = [7, 3, 1, 0, -1]
async function remind(ctx: Ctx, services: Services): Promise<void> {
  const today = taiwanDay(ctx.now)
  const due = ((await open(ctx).execute()) as StoredRequest[])
    .map((r) => ({ r, left: daysBetween(today, r.extendedOn ?? r.dueOn) }))
    .filter(({ left }) => REMIND.includes(left))
  if (!due.length) return
  const leads = await ctx.tx
    .selectFrom('member')
    .select(['name', 'email'])
    .where('organisationId', '=', ctx.orgId)
    .where('active', '=', true)
    .where('role', 'in', ['owner', 'director'])
    .execute()
  for (const { r, left } of due)
    for (const to of leads)
      await sendLetter(ctx, {
        kind: 'reminder',
        to: { address: to.email, name: to.name },
        subject: { zh: `個資請求 ${codeOf(r)} ${left < 0 ? '已逾法定期限' : `還有 ${left} 天`}`, en: `Request ${codeOf(r)}` },
        text: {
          zh: `當事人的請求「${requestKindNames[r.kind].zh}」依法最遲 ${(r.extendedOn ?? r.dueOn).replaceAll('-', '/')} 要答覆。`,
          en: `The request “${requestKindNames[r.kind].en}” must be answered by ${r.extendedOn ?? r.dueOn}.`,
        },
        more: [{ kind: 'button', text: '開啟請求 Open', url: `${services.publicUrl}/app/o/settings/privacy/requests/${r.id}` }],
        dedupeKey: `privacy.reminder ${r.id} ${r.extendedOn ?? r.dueOn} ${left} ${to.email}`,
      })
}
export const reminders: Job = {
  name: 'privacy-reminders',
  cron: '5 0 * * *',
  async run(services, _data, log) {
    const orgs = await services.db.asSystem((tx) =>
      tx.selectFrom('privacyRequest').select('organisationId').distinct().where('status', 'in', ['open', 'unconfirmed']).execute(),
    )
    for (const { organisationId } of orgs) await asOrganisation(services, organisationId, log, (ctx) => remind(ctx, services))
  },
}
