import { download } from '../../../kernel/server/files.ts'
import { type Mount, once, type Services } from '../../../kernel/server/mount.ts'
import { documentEndpoints } from '../contract/documents.ts'
import { readBatch } from './batch.ts'
import { buildModel, readDeliverable, renderModel } from './build.ts'
import { getDeliverable, issuedFile, listDeliverables, saveSection, sectionHistory } from './documents.ts'
import { inItsEvent, issueDeliverable } from './issue.ts'

export function routes(mount: Mount, services: Services) {
  const e = documentEndpoints
  mount.endpoint(e.list, (ctx) => listDeliverables(ctx, services))
  mount.endpoint(e.get, (ctx, { params, query }) => getDeliverable(ctx, services, params.key, query.lang))
  mount.direct(e.preview, async (frame, { params, query }) => {
    const model = await inItsEvent(frame, (ctx) => buildModel(ctx, services, params.key, query.lang))
    return { html: new TextDecoder().decode(await renderModel(model, 'html')) }
  })
  mount.endpoint(e.file, async (ctx, { params, query }) => {
    const { files } = await readDeliverable(ctx, services, params.key, [query.format], query.lang)
    return async () => download(await files[0]!.make(), { inline: query.inline })
  })
  mount.endpoint(e.batch, async (ctx, { query }) => {
    const make = await readBatch(ctx, services, query.keys.split(',').filter(Boolean).slice(0, 121), query.lang)
    return async () => download({ name: 'deliverables.zip', mime: 'application/zip', bytes: await make() })
  })
  mount.endpoint(e.saveSection, (ctx, { params, body }) => saveSection(ctx, services, params.key, params.section, body))
  mount.endpoint(e.history, (ctx, { params, query }) => sectionHistory(ctx, params.key, params.section, query.lang))
  mount.direct(e.issue, (frame, input, request) => {
    const key = request.headers['idempotency-key']
    const { params, body } = input
    return issueDeliverable(frame, { key: params.key, lang: body.lang, note: body.note }, (ctx, act) =>
      typeof key === 'string' && key ? once(ctx, key.slice(0, 200), e.issue, input, act) : act(),
    )
  })
  mount.endpoint(e.issuedFile, async (ctx, { params, query }) => {
    const read = await issuedFile(ctx, services, params.id, query.format)
    return async () => download(await read())
  })
}
