import { download, readFileBytes } from '../../../kernel/server/files.ts'
import { asOrganisation, type Mount, type Services } from '../../../kernel/server/mount.ts'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { inputOf, mimeOf, renderModel } from '../../documents/server/index.ts'
import type { DocModel } from '../../documents/contract/model.ts'
import { breachEndpoints } from '../contract/breach.ts'
import { consentEndpoints } from '../contract/consent.ts'
import { logExport } from '../contract/export-log.ts'
import { certificateEndpoints, inventoryEndpoints, retentionEndpoints } from '../contract/inventory.ts'
import { requestEndpoints } from '../contract/request.ts'
import { copyHits, eraseFor, exportFor, foundFor, stopFor } from './act.ts'
import { breachCode, closeBreach, createBreach, getBreach, letterDraft, listBreaches, tellPeople, updateBreach } from './breaches.ts'
import { issueCertificate, readEventPrivacy } from './certificate.ts'
import { consentsOfPerson, enterConsent, keepNotice, liftStop, listConsents, listNotices, listStops } from './consents.ts'
import { packCopy, readCopy } from './copy.ts'
import { taiwanDay } from './deadlines.ts'
import { listInventory } from './inventory.ts'
import { readToken } from './links.ts'
import { breachPaper, inventoryPaper } from './papers.ts'
import {
  answerRequest,
  askByMail,
  codeOf,
  createRequest,
  extendRequest,
  getRequest,
  listRequests,
  lockRequest,
  refuseRequest,
  showOne,
  verifyRequest,
  withdrawRequest,
} from './requests.ts'
import { holdEvent, liftHold, listHolds, listRetention, previewRetention, saveRetention } from './retention.ts'

/** A paper as an answer; it is made after the transaction. */
const paper = (model: DocModel, name: string, format: 'docx' | 'xlsx' | 'pdf') => async () =>
  download({ name: `${name}.${format}`, mime: mimeOf[format]!, bytes: await renderModel(model, format) })
const asPrinted = async (ctx: Ctx, services: Services) => ({
  lang: ctx.lang,
  letterhead: (await inputOf(ctx, services, '', ctx.lang)).letterhead,
  today: taiwanDay(ctx.now),
})

export function routes(mount: Mount, services: Services) {
  const r = requestEndpoints
  mount.endpoint(r.list, (ctx, { query }) => listRequests(ctx, query.eventId))
  mount.endpoint(r.get, (ctx, { params }) => getRequest(ctx, params.id))
  mount.endpoint(r.create, async (ctx, { body }) => showOne(ctx, await createRequest(ctx, body)))
  mount.endpoint(r.verify, async (ctx, { params, body }) => showOne(ctx, await verifyRequest(ctx, params.id, body)))
  mount.endpoint(r.askMail, async (ctx, { params }) => ({ queued: await askByMail(ctx, services.publicUrl, params.id) }))
  mount.endpoint(r.extend, async (ctx, { params, body }) => showOne(ctx, await extendRequest(ctx, params.id, body)))
  mount.endpoint(r.refuse, async (ctx, { params, body }) => showOne(ctx, await refuseRequest(ctx, params.id, body)))
  mount.endpoint(r.withdraw, async (ctx, { params, body }) => showOne(ctx, await withdrawRequest(ctx, params.id, body)))
  mount.endpoint(r.answer, async (ctx, { params, body }) => showOne(ctx, await answerRequest(ctx, params.id, body)))
  mount.endpoint(r.found, (ctx, { params }) => foundFor(ctx, services, params.id))
  mount.endpoint(r.export, async (ctx, { params, body }) => {
    const done = await exportFor(ctx, services, params.id, body)
    return { ...done, request: await showOne(ctx, done.request) }
  })
  mount.endpoint(r.stop, async (ctx, { params, body }) => showOne(ctx, await stopFor(ctx, params.id, body)))
  mount.endpoint(r.erase, async (ctx, { params, body }) => {
    const done = await eraseFor(ctx, services, params.id, body)
    return { ...done, request: await showOne(ctx, done.request) }
  })
  // The address is the proof; the organisation stands in it, and nothing is read before it has been opened.
  mount.endpoint(r.download, async (asked, { params }) => {
    const { organisationId, requestId } = readToken('copy', params.token, asked.now)
    return async () => {
      const copy = await asOrganisation(services, organisationId, asked.log, async (ctx) => {
        const request = await lockRequest(ctx, requestId, null, ['open', 'done']).catch((e: AppError) => {
          throw new AppError(e.code === 'record.not_found' || e.code === 'privacy.request_closed' ? 'privacy.link_invalid' : e.code)
        })
        if (!request.verifiedAt) throw new AppError('privacy.link_invalid')
        await audit(ctx, {
          entity: 'privacyRequest',
          entityId: request.id,
          eventId: request.eventId,
          action: 'export',
          label: codeOf(request),
        })
        return readCopy(ctx, services, await copyHits(ctx, services, request), { code: codeOf(request), name: request.name })
      })
      return download({ name: `個人資料複製本_${copy.code}.zip`, mime: 'application/zip', bytes: await packCopy(copy) })
    }
  })

  const c = consentEndpoints
  mount.endpoint(c.list, (ctx, { query }) => listConsents(ctx, query))
  mount.endpoint(c.ofPerson, (ctx, { params }) => consentsOfPerson(ctx, params.id))
  mount.endpoint(c.create, (ctx, { body }) => enterConsent(ctx, body))
  mount.endpoint(c.notices, (ctx) => listNotices(ctx))
  mount.endpoint(c.addNotice, async (ctx, { body }) => {
    const row = await keepNotice(ctx, body)
    await audit(ctx, {
      entity: 'privacyNotice',
      entityId: row.id,
      eventId: body.eventId,
      action: 'create',
      label: `${body.kind} ${body.version}`,
    })
    return row
  })
  mount.endpoint(c.stops, (ctx) => listStops(ctx))
  mount.endpoint(c.lift, (ctx, { params, body }) => liftStop(ctx, params.id, body.reason))

  mount.endpoint(inventoryEndpoints.list, (ctx) => listInventory(ctx, services))
  mount.endpoint(inventoryEndpoints.file, async (ctx, { query }) => {
    const model = inventoryPaper({
      ...(await asPrinted(ctx, services)),
      rows: (await listInventory(ctx, services)).rows,
      retention: (await listRetention(ctx, services)).rows,
    })
    return paper(model, ctx.lang === 'en' ? 'personal-data-inventory' : '個人資料檔案清冊', query.format)
  })
  const k = retentionEndpoints
  mount.endpoint(k.list, (ctx) => listRetention(ctx, services))
  mount.endpoint(k.save, (ctx, { params, body }) => saveRetention(ctx, services, params.code, body))
  mount.endpoint(k.preview, (ctx) => previewRetention(ctx, services))
  mount.endpoint(k.runs, async (ctx) => ({
    rows: (await ctx.tx
      .selectFrom('privacyRun')
      .selectAll()
      .where('organisationId', '=', ctx.orgId)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(200)
      .execute()) as never,
  }))
  mount.endpoint(k.holds, (ctx) => listHolds(ctx))
  mount.endpoint(k.hold, (ctx, { body }) => holdEvent(ctx, body))
  mount.endpoint(k.lift, (ctx, { params }) => liftHold(ctx, params.id))

  const b = breachEndpoints
  mount.endpoint(b.list, (ctx) => listBreaches(ctx))
  mount.endpoint(b.get, (ctx, { params }) => getBreach(ctx, params.id))
  mount.endpoint(b.create, (ctx, { body }) => createBreach(ctx, body))
  mount.endpoint(b.update, (ctx, { params, body }) => updateBreach(ctx, params.id, body))
  mount.endpoint(b.close, (ctx, { params, body }) => closeBreach(ctx, params.id, body.version))
  mount.endpoint(b.draft, (ctx, { params }) => letterDraft(ctx, params.id))
  mount.endpoint(b.tell, (ctx, { params, body }) => tellPeople(ctx, params.id, body))
  mount.endpoint(b.notice, async (ctx, { params, query }) => {
    const breach = await getBreach(ctx, params.id)
    return paper(
      breachPaper({ ...(await asPrinted(ctx, services)), breach }),
      `${ctx.lang === 'en' ? 'breach-notice' : '個資外洩通報'}_${breachCode(breach)}`,
      query.format,
    )
  })

  const e = certificateEndpoints
  mount.endpoint(e.event, (ctx) => readEventPrivacy(ctx, services))
  mount.endpoint(e.issue, (ctx, { body }) => issueCertificate(ctx, services, body))
  mount.endpoint(e.file, async (ctx, { params }) => {
    const row = await ctx.tx
      .selectFrom('privacyCertificate')
      .select('files')
      .where('organisationId', '=', ctx.orgId)
      .where('eventId', '=', ctx.eventId!)
      .where('id', '=', params.id)
      .executeTakeFirst()
    const file = row?.files.find((f) => f.format === params.format)
    if (!file) throw new AppError('record.not_found')
    return download(await readFileBytes(ctx, file.fileId))
  })

  mount.endpoint(logExport, async (ctx, { body }) => {
    const there = !body.eventId || (ctx.can('events.read', { eventId: body.eventId }) && (await services.eventExists(ctx.tx, body.eventId)))
    if (!there) throw new AppError('record.not_found')
    await audit(ctx, {
      entity: 'list',
      entityId: body.list,
      eventId: body.eventId,
      action: 'export',
      label: `${body.title || body.list}　${body.rows}`,
      changes: [
        { field: 'format', label: { zh: '方式', en: 'Form' }, from: null, to: body.format },
        { field: 'columns', label: { zh: '欄位', en: 'Columns' }, from: null, to: body.columns.join(', ') },
      ],
    })
    return { logged: true }
  })
}
