import { newId } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { erasureNames } from '../contract/personal.ts'
import type { FoundTable } from '../contract/request.ts'
import type { RunCount } from '../contract/run.ts'
import { eraseHits, keptColumns, planOf, writeRun } from './erase.ts'
import { tellOutcome } from './letters.ts'
import { linkToken } from './links.ts'
import { type Hit, locate } from './locate.ts'
import { close, demandVerified, lockRequest } from './requests.ts'
import type { StoredRequest } from './tables.ts'
import { recordConsent } from './consents.ts'

const subjectOf = (r: StoredRequest) => ({
  personId: r.personId,
  registrationId: r.registrationId,
  ...(r.email ? { email: r.email } : {}),
  ...(r.phone ? { phone: r.phone } : {}),
  name: r.name,
})
const keyOf = (h: Hit) => `${h.table} ${h.id}`
/** A person may hand over a row of the preview and no other; what was merely mentioned is never taken along. */
const chosen = (hits: readonly Hit[], include: readonly string[], exclude: readonly string[] = []): Hit[] =>
  hits.filter((h) => h.how !== 'mention' && (h.sure || include.includes(keyOf(h))) && !exclude.includes(keyOf(h)))

export async function foundFor(
  ctx: Ctx,
  services: Services,
  id: string,
): Promise<{ tables: FoundTable[]; holds: { eventId: string; event: Localized; reason: string }[] }> {
  const r = await lockRequest(ctx, id, null, ['open', 'unconfirmed', 'done', 'refused', 'withdrawn'])
  const hits = await locate(ctx, services, subjectOf(r))
  return {
    tables: planOf(services, hits).map((p) => ({
      table: p.table,
      label: p.label,
      action: p.action,
      why: p.why,
      sure: p.rows.filter((h) => h.sure).length,
      rows: p.rows.slice(0, 200).map((h) => ({ key: keyOf(h), id: h.id, eventId: h.eventId, name: h.name, how: h.how, sure: h.sure })),
    })),
    holds: await holdsOf(ctx, hits),
  }
}

/** Events of the rows that must not be erased now. */
export async function holdsOf(ctx: Ctx, hits: readonly Hit[]): Promise<{ eventId: string; event: Localized; reason: string }[]> {
  const ids = [...new Set(hits.flatMap((h) => h.eventId ?? []))]
  if (!ids.length) return []
  const rows = await ctx.tx
    .selectFrom('privacyHold')
    .innerJoin('event', (j) =>
      j.onRef('event.id', '=', 'privacyHold.eventId').onRef('event.organisationId', '=', 'privacyHold.organisationId'),
    )
    .select(['privacyHold.eventId', 'event.name as event', 'privacyHold.reason'])
    .where('privacyHold.organisationId', '=', ctx.orgId)
    .where('privacyHold.eventId', 'in', ids)
    .where('privacyHold.liftedAt', 'is', null)
    .execute()
  return rows as never
}

const COPY_HOURS = { staff: 1, person: 72 }
/** Makes the link to the ZIP; the ZIP itself is made when it is fetched and lies nowhere. Errors: `privacy.not_verified`. */
export async function exportFor(
  ctx: Ctx,
  services: Services,
  id: string,
  body: { version: number; include: string[]; send: boolean; answer: string },
) {
  const r = await lockRequest(ctx, id, body.version, ['open', 'done'])
  demandVerified(r)
  if (body.send && !r.email) throw new AppError('privacy.no_mail')
  const hits = chosen(await locate(ctx, services, subjectOf(r)), body.include)
  const counts: RunCount[] = planOf(services, hits).map((p) => ({
    table: p.table,
    label: p.label,
    action: 'keep',
    rows: p.rows.length,
    columns: 0,
  }))
  await writeRun(ctx, newId(), { kind: 'export', counts, done: hits.map(keyOf), requestId: r.id, eventId: r.eventId })
  await ctx.tx
    .updateTable('privacyRequest')
    .set({ chosen: body.include })
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', r.id)
    .execute()
  const { token, expiresAt } = linkToken(
    'copy',
    { organisationId: ctx.orgId, requestId: r.id },
    ctx.now,
    body.send ? COPY_HOURS.person : COPY_HOURS.staff,
  )
  const url = `/api/privacy/copies/${token}`
  let after = r
  if (body.send) {
    if (r.status === 'open' && r.kind === 'access') after = await close(ctx, r, { answer: body.answer }, 'answer')
    await tellOutcome(ctx, after, {
      subject: { zh: '您的個人資料複製本', en: 'A copy of your personal data' },
      text: {
        zh: '這是我們保有的您的個人資料。連結只屬於您，請勿轉寄。內容有誤請回信，我們會更正。',
        en: 'This is what we hold on you. The link is yours alone; please do not forward it. If something is wrong, write to us and we will put it right.',
      },
      answer: body.answer,
      link: { url: services.publicUrl + url, until: expiresAt! },
    })
  }
  return { url, expiresAt: expiresAt!, counts, request: after }
}
/** The rows of a request's copy as they are now. */
export const copyHits = async (ctx: Ctx, services: Services, r: StoredRequest): Promise<Hit[]> =>
  chosen(await locate(ctx, services, subjectOf(r)), r.chosen)

/** Errors: `privacy.not_verified`, `privacy.wrong_kind`. */
export async function stopFor(ctx: Ctx, id: string, body: { version: number; answer: string }): Promise<StoredRequest> {
  const r = await lockRequest(ctx, id, body.version)
  demandVerified(r)
  if (r.kind !== 'stop') throw new AppError('privacy.wrong_kind')
  await stopMail(ctx, r, `P-${r.number}`)
  const after = await close(ctx, r, { answer: body.answer }, 'stop')
  await tellOutcome(ctx, after, {
    subject: { zh: '已停止利用您的個人資料', en: 'We have stopped using your data' },
    text: {
      zh: '我們已停止寄送訊息給您，也不再利用您的資料；您自己的帳號或報名所需的安全信件除外。',
      en: 'We no longer write to you or use your data, except for security letters of your own account.',
    },
    answer: body.answer,
  })
  return after
}
/** Puts somebody on the stop list and takes marketing consent back; once for a mailbox, however often. */
export async function stopMail(
  ctx: Ctx,
  who: { email: string; name: string; personId: string | null; id?: string },
  reason: string,
): Promise<void> {
  if (who.email) {
    const was = await ctx.tx
      .selectFrom('privacyStop')
      .select('id')
      .where('organisationId', '=', ctx.orgId)
      .where('email', '=', who.email)
      .where('liftedAt', 'is', null)
      .executeTakeFirst()
    if (was) return
  }
  await ctx.tx
    .insertInto('privacyStop')
    .values({
      id: newId(),
      organisationId: ctx.orgId,
      email: who.email,
      personId: who.personId,
      name: who.name,
      requestId: who.id ?? null,
      reason,
      byName: ctx.actor.name,
      since: ctx.now,
    })
    .execute()
  if (who.email)
    await ctx.tx
      .updateTable('mailRecipient')
      .set({ status: 'failed', lastError: 'privacy.stopped' })
      .where('organisationId', '=', ctx.orgId)
      .where('address', '=', who.email)
      .where('status', '=', 'queued')
      .execute()
  await recordConsent(ctx, {
    email: who.email,
    name: who.name,
    personId: who.personId,
    purpose: 'news',
    act: 'withdrawn',
    channel: 'mail',
    proof: reason,
  })
}

const told = (counts: readonly RunCount[], action: RunCount['action']) =>
  counts.filter((c) => c.action === action && c.rows).map((c) => `${c.label.zh} ${c.label.en}：${c.rows}`)
/**
 * Erases what is held on the person, all or nothing, closes the request, and tells the person what went, what stays and why. A second
 * call finds the request closed. Errors: `privacy.not_verified`, `privacy.wrong_kind`, `privacy.on_hold`.
 */
export async function eraseFor(
  ctx: Ctx,
  services: Services,
  id: string,
  body: { version: number; include: string[]; exclude: string[]; answer: string },
) {
  const r = await lockRequest(ctx, id, body.version)
  demandVerified(r)
  if (r.kind !== 'erasure') throw new AppError('privacy.wrong_kind')
  const hits = chosen(await locate(ctx, services, subjectOf(r)), body.include, body.exclude)
  const [hold] = await holdsOf(ctx, hits)
  if (hold) throw new AppError('privacy.on_hold', { event: hold.event.zh || hold.event.en })
  const { counts, hash } = await eraseHits(ctx, services, {
    kind: 'erasure',
    hits,
    emails: r.email ? [r.email] : [],
    requestId: r.id,
    eventId: r.eventId,
  })
  const after = await close(ctx, r, { answer: body.answer, personId: null, registrationId: null }, 'answer')
  const kept = [
    ...counts.filter((c) => c.action === 'columns' && c.rows).flatMap((c) => keptColumns(services, c.table)),
    ...counts.flatMap((c) => (c.action === 'keep' && c.rows && c.why ? [{ label: c.label, why: c.why }] : [])),
  ]
  await tellOutcome(ctx, after, {
    subject: { zh: '您的個人資料已刪除', en: 'Your personal data have been erased' },
    text: {
      zh: '我們已刪除或去識別化您的個人資料，結果如下。備份中的舊資料會在備份輪替後消失。',
      en: 'We have erased or pseudonymised your personal data, as listed. Older copies in backups disappear as the backups rotate.',
    },
    rows: [
      [`${erasureNames.row.zh} ${erasureNames.row.en}`, told(counts, 'row').join('\n') || '—'],
      [`${erasureNames.columns.zh} ${erasureNames.columns.en}`, told(counts, 'columns').join('\n') || '—'],
      [
        `${erasureNames.keep.zh} ${erasureNames.keep.en}`,
        kept.map((c) => `${c.label.zh}：${c.why.zh}\n${c.label.en}: ${c.why.en}`).join('\n') || '—',
      ],
    ],
    answer: body.answer,
  })
  return { counts, hash, request: after }
}
