import { AppError } from '../../../kernel/server/errors.ts'
import { type Mount, type Services, transact } from '../../../kernel/server/mount.ts'
import { apiKeyEndpoints, portalEndpoints } from '../contract/access.ts'
import { approvalEndpoints } from '../contract/approvals.ts'
import { bankEndpoints } from '../contract/bank.ts'
import { eventMailEndpoints, mailEndpoints } from '../contract/mail.ts'
import { organisationEndpoints } from '../contract/organisation.ts'
import { accountEndpoints, joinEndpoints, memberEndpoints, teamEndpoints } from '../contract/people.ts'
import { securityEndpoints } from '../contract/security.ts'
import { passwordEndpoints, sessionEndpoints, setupEndpoints, unlockEndpoints } from '../contract/session.ts'
import { endOtherSessions, endSession, listSessions, readAccount, updateAccount } from './account.ts'
import { approve, decline, listApprovals, withdraw } from './approvals.ts'
import { readBank, revealBank, saveBank } from './bank.ts'
import { changeMember, changeSecurity, inviteGuarded, retryMany } from './approval-kinds.ts'
import { fromElsewhere } from './actor.ts'
import type { Auth } from './auth.ts'
import { factorRoutes } from './factor-routes.ts'
import { listInvitations, resendInvitation, revokeInvitation } from './invitations.ts'
import { acceptInvitation, lookAtInvitation } from './join.ts'
import { listApiKeys, makeApiKey, revokeApiKey, rotateApiKey } from './keys.ts'
import { cancelMail, listMail, mailHtml, readMail, retryMail } from './mail.ts'
import { listMembers } from './members.ts'
import { logo, putLogo, readOrganisation, removeLogo, updateOrganisation } from './organisation.ts'
import { strengthOf } from './passwords.ts'
import { listPortalLinks, readPortal, revokePortalLink } from './portal.ts'
import { mySecurityLog, organisationSecurityLog, securityNote } from './security-log.ts'
import { readSecurity } from './security-settings.ts'
import { readSession } from './session.ts'
import { unlock } from './sign-in.ts'
import { stepUp, stepUpState } from './step-up.ts'
import { checkSetup, createOrganisation, organisationExists } from './setup.ts'
import { addToTeam, changeOnTeam, listTeam, removeFromTeam } from './team.ts'

let auth: Auth
/** Given once by the composition root, before routes are mounted. */
export const useAuth = (a: Auth) => void (auth = a)

export function routes(mount: Mount, services: Services) {
  const { db } = services
  const rows = async <T>(of: Promise<T[]>) => ({ rows: await of })

  mount.endpoint(sessionEndpoints.get, (ctx, { query }) => readSession(ctx, services, query.eventId))
  mount.endpoint(setupEndpoints.state, async () => ({ needed: !(await db.asSystem(organisationExists)) }))
  mount.direct(setupEndpoints.check, async (_f, { body }) => ({ state: await checkSetup(db, body.token) }))
  mount.direct(setupEndpoints.run, async (frame, { body }) => {
    const { organisationId } = await createOrganisation(db, auth, body)
    if (!body.demo) return { organisationId, demo: 'none' as const }
    try {
      await services.loadDemo?.(organisationId)
      return { organisationId, demo: 'loaded' as const }
    } catch (err) {
      frame.log.error({ err }, 'demo not loaded')
      return { organisationId, demo: 'failed' as const }
    }
  })

  const o = organisationEndpoints
  mount.endpoint(o.get, readOrganisation)
  mount.endpoint(o.update, (ctx, { body }) => updateOrganisation(ctx, body))
  mount.endpoint(o.putLogo, (ctx, { query, body }) => putLogo(ctx, query.name, body))
  mount.endpoint(o.removeLogo, removeLogo)
  mount.endpoint(o.logo, logo)
  mount.endpoint(bankEndpoints.get, readBank)
  mount.endpoint(bankEndpoints.save, (ctx, { body }) => saveBank(ctx, body))
  mount.endpoint(bankEndpoints.reveal, revealBank)

  const m = memberEndpoints
  mount.endpoint(m.list, (ctx) => rows(listMembers(ctx, db)))
  mount.endpoint(m.update, (ctx, { params, body }) => changeMember(ctx, services, params.id, body))
  mount.endpoint(m.invitations, (ctx) => rows(listInvitations(ctx)))
  mount.endpoint(m.invite, (ctx, { body }) => inviteGuarded(ctx, services, body))
  mount.endpoint(m.resend, (ctx, { params }) => resendInvitation(ctx, services, params.id))
  mount.endpoint(m.revoke, (ctx, { params }) => revokeInvitation(ctx, params.id))
  mount.direct(joinEndpoints.look, (frame, { body }) => lookAtInvitation(frame, auth, body.token))
  mount.direct(joinEndpoints.accept, (frame, { body }) => acceptInvitation(frame, auth, body))

  const t = teamEndpoints
  mount.endpoint(t.list, (ctx) => rows(listTeam(ctx)))
  mount.endpoint(t.add, (ctx, { body }) => addToTeam(ctx, body))
  mount.endpoint(t.update, (ctx, { params, body }) => changeOnTeam(ctx, params.id, body))
  mount.endpoint(t.remove, (ctx, { params }) => removeFromTeam(ctx, params.id))

  const a = accountEndpoints
  mount.endpoint(a.get, (ctx) => readAccount(ctx, db))
  mount.endpoint(a.update, (ctx, { body }) => updateAccount(ctx, db, body))
  mount.endpoint(a.sessions, (ctx, _, request) => rows(listSessions(ctx, db, auth, request)))
  mount.endpoint(a.endSession, (ctx, { params }) => endSession(ctx, db, params.id))
  mount.endpoint(a.endOthers, (ctx, _, request) => endOtherSessions(ctx, db, auth, request))

  services.handedOut = (ctx, e) => securityNote(ctx, 'exported', e.path)
  const s = securityEndpoints
  mount.direct(s.state, (frame) => stepUpState(frame))
  mount.direct(s.stepUp, (frame, { body }, request, reply) => stepUp(frame, auth, request, reply, body))
  mount.direct(passwordEndpoints.check, async (_f, { body }) => ({ strength: strengthOf(body.password, body.own) }))
  mount.direct(unlockEndpoints.unlock, async (_f, { body }, request, reply) => {
    if (fromElsewhere(request)) throw new AppError('identity.foreign_origin')
    await unlock(services, request, reply, body.token)
    return { ok: true as const }
  })
  mount.endpoint(s.mine, (ctx, { query }) => mySecurityLog(ctx, db, query))
  mount.endpoint(s.organisation, (ctx, { query }) => organisationSecurityLog(ctx, db, query))
  mount.endpoint(s.settings, readSecurity)
  mount.endpoint(s.saveSettings, (ctx, { body }) => changeSecurity(ctx, services, body))

  factorRoutes(mount, services, auth)
  const q = approvalEndpoints
  mount.endpoint(q.list, (ctx) => rows(listApprovals(ctx, services)))
  mount.endpoint(q.approve, (ctx, { params, body }) => approve(ctx, services, params.id, body.payloadHash))
  mount.endpoint(q.decline, (ctx, { params, body }) => decline(ctx, services, params.id, body.reply))
  mount.endpoint(q.withdraw, (ctx, { params }) => withdraw(ctx, services, params.id))

  const k = apiKeyEndpoints
  mount.endpoint(k.list, (ctx) => rows(listApiKeys(ctx)))
  // Direct, because an idempotent answer would be kept, and the plain key must not be.
  mount.direct(k.create, (frame, { body }, request) => {
    const key = request.headers['idempotency-key']
    return transact(frame, (ctx) => makeApiKey(ctx, body, typeof key === 'string' ? key : undefined))
  })
  mount.direct(k.rotate, (frame, { params, body }, request) => {
    const key = request.headers['idempotency-key']
    return transact(frame, (ctx) => rotateApiKey(ctx, params.id, body, typeof key === 'string' ? key : undefined))
  })
  mount.endpoint(k.revoke, (ctx, { params }) => revokeApiKey(ctx, params.id))
  const p = portalEndpoints
  mount.endpoint(p.list, (ctx, { query }) => rows(listPortalLinks(ctx, query)))
  mount.endpoint(p.revoke, (ctx, { params }) => revokePortalLink(ctx, params.id))
  mount.endpoint(p.session, readPortal)

  for (const e of [mailEndpoints, eventMailEndpoints] as const) {
    mount.endpoint(e.list, (ctx, { query }) => listMail(ctx, query))
    mount.endpoint(e.get, (ctx, { params }) => readMail(ctx, params.id))
    mount.endpoint(e.html, (ctx, { params }) => mailHtml(ctx, services, params.id))
    mount.endpoint(e.retry, (ctx, { params }) => retryMail(ctx, params.id))
    mount.endpoint(e.retryAll, (ctx) => retryMany(ctx, services))
    mount.endpoint(e.cancel, (ctx, { params }) => cancelMail(ctx, params.id))
  }
}
