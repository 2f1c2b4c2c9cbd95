import type { FastifyRequest } from 'fastify'
import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { factorEndpoints, memberFactorEndpoints, signInEndpoints } from '../contract/factors.ts'
import { oidcEndpoints, oidcSignInEndpoints } from '../contract/oidc.ts'
import type { Auth } from './auth.ts'
import { resetFactors } from './factor-reset.ts'
import { readRule, saveRule } from './factor-rule.ts'
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  namePasskey,
  newRecoveryCodes,
  proofOptions,
  readFactors,
  removePasskey,
  removeTotp,
} from './factors.ts'
import { beginOidc, finishOidc, waysIn } from './oidc.ts'
import { checkIssuer } from './oidc-client.ts'
import { readOidc, removeOidc, saveOidc } from './oidc-settings.ts'
import { completeSecondStep, passkeySignIn, passkeySignInOptions, secondStepPasskey } from './second-step.ts'

/** Direct throughout: answers with secrets must not be kept for repeats, and most of it belongs to no organisation. */
export function factorRoutes(mount: Mount, services: Services, auth: Auth) {
  const f = factorEndpoints
  mount.direct(f.get, readFactors)
  mount.direct(f.beginTotp, beginTotp)
  mount.direct(f.confirmTotp, (frame, { body }, request) => confirmTotp(frame, request, body.code))
  mount.direct(f.removeTotp, (frame, _, request) => removeTotp(frame, request))
  mount.direct(f.makeCodes, (frame, _, request) => newRecoveryCodes(frame, request))
  mount.direct(f.passkeyOptions, (frame, _, request) => beginPasskey(frame, request))
  mount.direct(f.addPasskey, (frame, { body }, request) => addPasskey(frame, request, body))
  mount.direct(f.renamePasskey, (frame, { params, body }) => namePasskey(frame, params.id, body.name))
  mount.direct(f.removePasskey, (frame, { params }, request) => removePasskey(frame, request, params.id))
  mount.direct(f.proofOptions, (frame, _, request) => proofOptions(frame, request))
  mount.endpoint(f.rule, (ctx) => readRule(ctx, services.db))
  mount.endpoint(f.saveRule, (ctx, { body }) => saveRule(ctx, body))

  mount.endpoint(memberFactorEndpoints.reset, (ctx, { params }, request) => resetFactors(ctx, services, request, params.id))
  const o = oidcEndpoints
  const host = (request: FastifyRequest) => request.headers.host ?? ''
  mount.endpoint(o.get, (ctx, _, request) => readOidc(ctx, services, host(request)))
  mount.endpoint(o.save, (ctx, { body }, request) => saveOidc(ctx, services, host(request), body))
  mount.endpoint(o.remove, (ctx, _, request) => removeOidc(ctx, services, host(request)))
  mount.direct(o.check, (_f, { body }) => checkIssuer(body.issuer))
  const w = oidcSignInEndpoints
  mount.direct(w.ways, (_f, { query }) => waysIn(services, query))
  mount.direct(w.begin, (_f, { body }, request, reply) => beginOidc(services, request, reply, body))
  mount.direct(w.finish, (_f, { body }, request, reply) => finishOidc(services, auth, request, reply, body))

  const s = signInEndpoints
  mount.direct(s.passkeyOptions, (_f, _, request) => passkeySignInOptions(services, request))
  mount.direct(s.passkey, (_f, { body }, request, reply) => passkeySignIn(services, auth, request, reply, body.response))
  mount.direct(s.secondStepOptions, (_f, _, request) => secondStepPasskey(services, request))
  mount.direct(s.secondStep, (_f, { body }, request, reply) => completeSecondStep(services, auth, request, reply, body))
}
