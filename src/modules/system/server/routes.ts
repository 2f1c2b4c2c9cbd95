import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { systemEndpoints as e } from '../contract/system.ts'
import { retryJob, runJob } from './jobs.ts'
import { listFacts, readState, retryFacts } from './state.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(e.state, (ctx) => readState(ctx, services))
  mount.endpoint(e.facts, listFacts)
  mount.endpoint(e.retryFacts, (ctx, { body }) => retryFacts(ctx, body.ids))
  mount.endpoint(e.runJob, (ctx, { body }) => runJob(ctx, services, body.name))
  mount.endpoint(e.retryJob, (ctx, { body }) => retryJob(ctx, services, body.name, body.id))
}
