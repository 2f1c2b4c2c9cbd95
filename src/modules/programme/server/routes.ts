import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { store } from '../../../kernel/server/store.ts'
import { programmeEndpoints } from '../contract/programme.ts'
import { room, roomEndpoints } from '../contract/room.ts'
import { sessionEndpoints } from '../contract/session.ts'
import { speakerEndpoints } from '../contract/speaker.ts'
import { sessionType, sessionTypeEndpoints, track, trackEndpoints } from '../contract/track.ts'
import { exportProgramme } from './export.ts'
import { runImport } from './import.ts'
import { createSessions, getSession, listSessions, removeSession, saveSessions, updateSession, updateSessions } from './session.ts'
import { speakers } from './speaker.ts'
import { viewProgramme } from './view.ts'

export function routes(mount: Mount, services: Services) {
  mount.crud(roomEndpoints, store(room))
  mount.crud(trackEndpoints, store(track))
  mount.crud(sessionTypeEndpoints, store(sessionType))
  mount.crud(speakerEndpoints, speakers)
  const s = sessionEndpoints
  mount.endpoint(s.list, (ctx, { query }) => listSessions(ctx, query))
  mount.endpoint(s.get, (ctx, { params }) => getSession(ctx, params.id))
  mount.endpoint(s.create, async (ctx, { body }) => (await createSessions(ctx, [body]))[0]!)
  mount.endpoint(s.createMany, async (ctx, { body }) => ({ rows: await createSessions(ctx, body.rows) }))
  mount.endpoint(s.update, (ctx, { params, body }) => updateSession(ctx, params.id, body))
  mount.endpoint(s.updateMany, async (ctx, { body }) => ({ rows: await updateSessions(ctx, body.changes) }))
  mount.endpoint(s.batch, (ctx, { body }) => saveSessions(ctx, body))
  mount.endpoint(s.move, (ctx, { params, body }) => updateSession(ctx, params.id, body))
  mount.endpoint(s.remove, (ctx, { params }) => removeSession(ctx, params.id))
  const p = programmeEndpoints
  mount.endpoint(p.view, (ctx: Ctx) => viewProgramme(ctx))
  mount.endpoint(p.import, (ctx, { query, body }) => runImport(ctx, body, query))
  mount.endpoint(p.export, (async (ctx: Ctx, { query }: { query: { format: 'ics'; lang: 'en'; publishedOnly: boolean } }) => {
    const file = await exportProgramme(ctx, query.format, {
      lang: query.lang,
      publicUrl: services.publicUrl,
      publishedOnly: query.publishedOnly,
    })
    return { headers: { 'content-type': file.mime, 'content-disposition': `attachment; filename="${file.name}"` }, body: file.text }
  }) as never)
}
