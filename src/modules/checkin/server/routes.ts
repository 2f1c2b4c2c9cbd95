import type { Mount } from '../../../kernel/server/mount.ts'
import { checkinEndpoints as e } from '../contract/checkin.ts'
import { deskEvents, readCounts, readRoster } from './roster.ts'
import { checkIn, undoCheckIn } from './scan.ts'

export function routes(mount: Mount) {
  mount.endpoint(e.events, (ctx) => deskEvents(ctx))
  mount.endpoint(e.roster, (ctx, { query }) => readRoster(ctx, query.since))
  mount.endpoint(e.counts, (ctx, { query }) => readCounts(ctx, query.day))
  mount.endpoint(e.scan, (ctx, { body }) => checkIn(ctx, body.scans))
  mount.endpoint(e.undo, (ctx, { params }) => undoCheckIn(ctx, params.id))
}
