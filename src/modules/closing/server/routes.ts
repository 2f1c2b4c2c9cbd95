import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { closingEndpoints } from '../contract/closing.ts'
import { closeEvent, readClosing, reopenEvent } from './state.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(closingEndpoints.get, (ctx) => readClosing(ctx, services))
  mount.endpoint(closingEndpoints.close, (ctx) => closeEvent(ctx, services))
  mount.endpoint(closingEndpoints.reopen, (ctx) => reopenEvent(ctx, services))
}
