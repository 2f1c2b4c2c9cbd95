import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { boardEndpoints as b } from '../contract/board.ts'
import { checkinEndpoints as e } from '../contract/checkin.ts'
import { deskItemEndpoints } from '../contract/desk-item.ts'
import { deskStepEndpoints } from '../contract/desk-step.ts'
import { deskPrepareEndpoints as d } from '../contract/desk.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { gateCode, listGuests, readBoard } from './board.ts'
import { addStarter, deskItems, deskSteps, readDesk, savePlan } from './desk.ts'
import { deskEvents, readCounts, readRoster } from './roster.ts'
import { checkIn, undoCheckIn } from './scan.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(e.events, (ctx) => deskEvents(ctx))
  mount.endpoint(e.roster, (ctx, { query }) => readRoster(ctx, query.since))
  mount.endpoint(e.counts, (ctx, { query }) => readCounts(ctx, query.day))
  mount.endpoint(e.scan, (ctx, { body }) => checkIn(ctx, body.scans))
  mount.endpoint(e.undo, (ctx, { params }) => undoCheckIn(ctx, params.id))

  mount.endpoint(b.board, (ctx, { query }) => readBoard(ctx, query.day))
  mount.endpoint(b.guests, (ctx, { query }) => listGuests(ctx, query))
  mount.endpoint(b.gateLink, (ctx) => gateCode(ctx, services.publicUrl))
  certificateRoutes(mount, services)

  mount.endpoint(d.read, (ctx) => readDesk(ctx))
  mount.endpoint(d.plan, (ctx, { body }) => savePlan(ctx, body))
  mount.endpoint(d.starter, (ctx, { body }) => addStarter(ctx, body.list))
  mount.crud(deskItemEndpoints, deskItems)
  mount.crud(deskStepEndpoints, deskSteps)
}
