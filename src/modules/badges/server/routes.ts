import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { badgeEndpoints } from '../contract/badge.ts'
import { badgesOf, saveDesign } from './layout.ts'
import { previewBadge, printBadges, printOne } from './print.ts'

export function routes(mount: Mount, services: Services) {
  const e = badgeEndpoints
  mount.endpoint(e.get, (ctx) => badgesOf(ctx))
  mount.endpoint(e.save, (ctx, { body }) => saveDesign(ctx, body))
  mount.endpoint(e.preview, (ctx, { body }) => previewBadge(ctx, services, body))
  mount.endpoint(e.print, (ctx, { query }) => printBadges(ctx, services, query))
  mount.endpoint(e.one, (ctx, { params, query }) => printOne(ctx, services, params.id, query.size))
}
