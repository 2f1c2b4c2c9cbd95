import { download } from '../../../kernel/server/files.ts'
import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { store } from '../../../kernel/server/store.ts'
import { contact, contactEndpoints } from '../contract/contact.ts'
import { eventEndpoints } from '../contract/event.ts'
import { goal, goalEndpoints } from '../contract/goal.ts'
import {
  commentEndpoints,
  deskEndpoints,
  fileEndpoints,
  openLinkEndpoint,
  ownCommentEndpoints,
  ownFileEndpoints,
} from '../contract/desk.ts'
import { auditEndpoints } from '../contract/audit-log.ts'
import { checkAuditLog, exportAuditLog, readAuditLog } from './audit-log.ts'
import { addComment, changeComment, listComments, removeComment } from './comment.ts'
import { readActivity } from './activity.ts'
import { cloneEvent } from './clone.ts'
import { createEvent, getEvent, getEventBySlug, listEvents, removeEvent, updateEvent } from './event.ts'
import { loadDemo } from './demo.ts'
import { makeLink, openLink } from './file-links.ts'
import { attachFile, getFile, listFiles, removeFile } from './files.ts'
import { goalSheet } from './goal-sheet.ts'
import { readHistory } from './history.ts'
import { listViews, markRead, readInbox, removeView, saveView } from './inbox.ts'
import { readOverview } from './overview.ts'
import { readPortfolio } from './portfolio.ts'
import { search } from './search.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(eventEndpoints.list, (ctx, { query }) => listEvents(ctx, query))
  mount.endpoint(eventEndpoints.bySlug, (ctx, { params }) => getEventBySlug(ctx, params.key))
  mount.endpoint(eventEndpoints.get, (ctx, { params }) => getEvent(ctx, params.eventId))
  mount.endpoint(eventEndpoints.slugFree, async (_ctx, { params }) => ({ free: (await services.resolveSlug(params.key)) === null }))
  mount.endpoint(eventEndpoints.create, (ctx, { body }) => createEvent(ctx, body))
  mount.endpoint(eventEndpoints.update, (ctx, { params, body }) => updateEvent(ctx, params.eventId, body))
  mount.endpoint(eventEndpoints.remove, (ctx, { params }) => removeEvent(ctx, params.eventId))
  mount.crud(goalEndpoints, store(goal))
  mount.endpoint(goalEndpoints.sheet, (ctx) => goalSheet(ctx, services))
  mount.crud(contactEndpoints, store(contact))

  const d = deskEndpoints
  mount.endpoint(d.overview, (ctx) => readOverview(ctx, services))
  mount.endpoint(d.portfolio, (ctx) => readPortfolio(ctx, services))
  mount.direct(d.loadDemo, (frame) => loadDemo(frame))
  mount.endpoint(d.activity, (ctx, { query }) => readActivity(ctx, services, query))
  mount.endpoint(d.history, (ctx, { query }) => readHistory(ctx, services, query))
  mount.endpoint(d.organisationHistory, (ctx, { query }) => readHistory(ctx, services, query))
  mount.endpoint(d.search, (ctx, { query }) => search(ctx, services, query.q, query.eventId))
  mount.endpoint(d.clone, (ctx, { body }) => cloneEvent(ctx, services.modules, body))
  mount.endpoint(d.inbox, (ctx, { query }) => readInbox(ctx, services, query))
  mount.endpoint(d.read, (ctx, { body }) => markRead(ctx, body.ids))
  mount.endpoint(d.views, (ctx, { query }) => listViews(ctx, query.list))
  mount.endpoint(d.saveView, (ctx, { body }) => saveView(ctx, body))
  mount.endpoint(d.removeView, (ctx, { params }) => removeView(ctx, params.id))
  const a = auditEndpoints
  mount.endpoint(a.list, (ctx, { query }) => readAuditLog(ctx, services, query))
  mount.endpoint(a.check, (ctx) => checkAuditLog(ctx))
  mount.endpoint(a.export, (ctx, { query }) => exportAuditLog(ctx, query))
  mount.endpoint(openLinkEndpoint, async (ctx, { params }) => {
    const { lang, requestId, log } = ctx
    return () => openLink({ services, lang, requestId, log }, params.token)
  })
  for (const f of [fileEndpoints, ownFileEndpoints]) {
    mount.endpoint(f.list, (ctx, { query }) => listFiles(ctx, services, query))
    mount.endpoint(f.upload, (ctx, { query, body }) => attachFile(ctx, services, query, body))
    mount.endpoint(f.get, async (ctx, { params, query }) => {
      const read = await getFile(ctx, services, params.id)
      return async () => download(await read(), { inline: query.inline })
    })
    mount.endpoint(f.link, (ctx, { params, query }) => makeLink(ctx, services, params.id, query.inline))
    mount.endpoint(f.remove, (ctx, { params }) => removeFile(ctx, services, params.id))
  }
  for (const c of [commentEndpoints, ownCommentEndpoints]) {
    mount.endpoint(c.list, (ctx, { query }) => listComments(ctx, services, query))
    mount.endpoint(c.create, (ctx, { body }) => addComment(ctx, services, body))
    mount.endpoint(c.update, (ctx, { params, body }) => changeComment(ctx, services, params.id, body.body, body.version))
    mount.endpoint(c.remove, (ctx, { params }) => removeComment(ctx, services, params.id))
  }
}
