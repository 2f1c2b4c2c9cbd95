import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { sessionEndpoints } from '../contract/session.ts'
import { missingBy } from './duty.ts'
import { organisationExists } from './setup.ts'

/** Everything that the app must know about the person before it draws anything. */
export async function readSession(ctx: Ctx, services: Services, eventId?: string): Promise<Output<typeof sessionEndpoints.get>> {
  const { actor } = ctx
  const none = {
    organisation: null,
    organisations: [],
    role: null,
    permissions: [],
    eventPermissions: [],
    demo: false,
    barred: null,
    factorBy: null,
  }
  if (actor.kind === 'apiKey') {
    const o = await ctx.tx.selectFrom('organisation').select(['organisationId as id', 'name', 'nameEn']).executeTakeFirstOrThrow()
    const eventPermissions = eventId ? services.policy.actions(actor, { eventId }) : []
    return {
      ...none,
      user: null,
      organisation: o,
      organisations: [{ id: o.id, name: o.name }],
      role: actor.role,
      permissions: services.policy.actions(actor),
      eventPermissions,
      setupNeeded: false,
    }
  }
  if (actor.kind !== 'user') return { ...none, user: null, setupNeeded: !(await services.db.asSystem(organisationExists)) }
  const known = await services.db.asSystem(async (tx) => ({
    user: await tx.selectFrom('authUser').select(['id', 'email', 'locale']).where('id', '=', actor.id!).executeTakeFirstOrThrow(),
    way: await tx
      .selectFrom('authSessionWay')
      .select('organisationId')
      .where('sessionId', '=', actor.session?.id ?? '')
      .executeTakeFirst(),
    factorBy: await missingBy(tx, actor),
    places: await tx
      .selectFrom('member')
      .innerJoin('organisation', 'organisation.organisationId', 'member.organisationId')
      .select(['organisation.organisationId as id', 'organisation.name', 'organisation.nameEn', 'organisation.settings'])
      .where('member.userId', '=', actor.id!)
      .where('member.active', '=', true)
      .orderBy('member.createdAt')
      .execute(),
  }))
  const here = known.places.find((p) => p.id === (actor.barred?.organisationId ?? actor.organisationId))
  return {
    ...none,
    user: { id: known.user.id, email: known.user.email, locale: known.user.locale === 'en' ? 'en' : 'zh-TW', name: actor.name },
    organisation: here ? { id: here.id, name: here.name, nameEn: here.nameEn } : null,
    organisations: known.places
      .filter((p) => !known.way?.organisationId || p.id === known.way.organisationId)
      .map((p) => ({ id: p.id, name: p.name })),
    role: actor.role,
    permissions: services.policy.actions(actor),
    eventPermissions: eventId ? services.policy.actions(actor, { eventId }) : [],
    setupNeeded: false,
    demo: here?.settings.demo === true,
    barred: actor.barred?.code ?? null,
    factorBy: known.factorBy,
  }
}
