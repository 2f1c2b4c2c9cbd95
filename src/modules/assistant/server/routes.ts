import { pick } from '../../../kernel/contract/localized.ts'
import { type Mount, type Services, transact } from '../../../kernel/server/mount.ts'
import { assistantEndpoints as e } from '../contract/assistant.ts'
import { confirmProposals, type Outcome, rejectProposals } from './decide.ts'
import { listProposals } from './inbox.ts'
import { createToken, listTokens, revokeToken } from './tokens.ts'

export function routes(mount: Mount, services: Services) {
  const said = (lang: 'zh-TW' | 'en', rows: Outcome[]) => ({ rows: rows.map((r) => ({ ...r, fault: r.fault && pick(r.fault, lang) })) })
  mount.endpoint(e.tokens, async (ctx) => ({ rows: await listTokens(ctx), address: `${services.publicUrl}/mcp` }))
  // Direct, because an idempotent answer would be kept, and the plain token must not be.
  mount.direct(e.createToken, (frame, { body }, request) => {
    const key = request.headers['idempotency-key']
    return transact(frame, (ctx) => createToken(ctx, body, typeof key === 'string' ? key : undefined))
  })
  mount.endpoint(e.revokeToken, (ctx, { params }) => revokeToken(ctx, params.id))
  // These three ask other endpoints in between, with no transaction of their own open.
  mount.direct(e.proposals, (frame, { query }, request) => listProposals(services, frame, query, request.ip))
  mount.direct(e.confirm, async (frame, { body }, request) =>
    said(frame.lang, await confirmProposals(services, frame, body.ids, request.ip)),
  )
  mount.direct(e.reject, async (frame, { body }) => said(frame.lang, await rejectProposals(frame, body.ids)))
}
