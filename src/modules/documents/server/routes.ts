import { download } from '../../../kernel/server/files.ts'
import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { documentEndpoints } from '../contract/documents.ts'
import { previewHtml, readDeliverable } from './build.ts'
import { batch, getDeliverable, issueDeliverable, issuedFile, listDeliverables, saveSection, sectionHistory } from './documents.ts'

export function routes(mount: Mount, services: Services) {
  const e = documentEndpoints
  mount.endpoint(e.list, (ctx) => listDeliverables(ctx, services))
  mount.endpoint(e.get, (ctx, { params, query }) => getDeliverable(ctx, services, params.key, query.lang))
  mount.endpoint(e.preview, async (ctx, { params, query }) => ({ html: await previewHtml(ctx, services, params.key, query.lang) }))
  mount.endpoint(e.file, async (ctx, { params, query }) => {
    const make = await readDeliverable(ctx, services, params.key, query.format, query.lang)
    return async () => download(await make(), { inline: query.inline })
  })
  mount.endpoint(e.batch, async (ctx, { query }) =>
    download({
      name: 'deliverables.zip',
      mime: 'application/zip',
      bytes: await batch(ctx, services, query.keys.split(',').filter(Boolean).slice(0, 121), query.lang),
    }),
  )
  mount.endpoint(e.saveSection, (ctx, { params, body }) =>
    saveSection(ctx, services, params.key, params.section, body.content, body.version),
  )
  mount.endpoint(e.history, (ctx, { params }) => sectionHistory(ctx, params.key, params.section))
  mount.endpoint(e.issue, (ctx, { params, body }) => issueDeliverable(ctx, services, params.key, body.lang, body.note))
  mount.endpoint(e.issuedFile, async (ctx, { params, query }) => download(await issuedFile(ctx, services, params.id, query.format)))
}
