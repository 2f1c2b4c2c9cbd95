import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { sessionEndpoints, setupEndpoints } from '../contract/session.ts'
import type { Auth } from './auth.ts'
import { readSession } from './session.ts'
import { createOrganisation, organisationExists } from './setup.ts'

let auth: Auth
/** Given once by the composition root, before routes are mounted. */
export const useAuth = (a: Auth) => void (auth = a)
export const theAuth = () => auth

export function routes(mount: Mount, services: Services) {
  mount.endpoint(sessionEndpoints.get, (ctx, { query }) => readSession(ctx, services, query.eventId))
  mount.endpoint(setupEndpoints.state, async () => ({ needed: !(await services.db.asSystem(organisationExists)) }))
  mount.endpoint(setupEndpoints.run, async (_ctx, { body }) => {
    const { organisationId } = await createOrganisation(services.db, auth, body)
    if (body.demo) await services.loadDemo?.(organisationId)
    return { organisationId }
  })
}
