import type { Mount } from '../../../kernel/server/mount.ts'
import { ruleEndpoints as e } from '../contract/endpoints.ts'
import { createRule, getRule, listRules, removeRule, updateRule } from './rules.ts'

export function routes(mount: Mount) {
  mount.endpoint(e.list, (ctx, { query }) => listRules(ctx, query))
  mount.endpoint(e.get, (ctx, { params }) => getRule(ctx, params.id))
  mount.endpoint(e.create, (ctx, { body }) => createRule(ctx, body))
  mount.endpoint(e.update, (ctx, { params, body }) => updateRule(ctx, params.id, body))
  mount.endpoint(e.remove, (ctx, { params }) => removeRule(ctx, params.id))
}
