import type { FastifyBaseLogger } from 'fastify'
import { newId } from '../../src/kernel/contract/ids.ts'
import { asOrganisation, type Services } from '../../src/kernel/server/mount.ts'
import type { DemoContext } from '../../src/kernel/server/module.ts'
import { demoOrganisation, demoTeam } from '../../src/modules/events/demo/team.ts'
import { type Role, roleNames, roles } from '../../src/modules/identity/contract/roles.ts'
import { addMember, type Auth, createAccount, createOrganisation, organisationExists } from '../../src/modules/identity/server/index.ts'
import { queueConfirmation } from '../../src/modules/registration/server/index.ts'
import { modules } from './modules.ts'

/** Every module adds its part to one believable event, all in one transaction: the demo is there whole or not at all. */
export async function loadDemo(
  services: Services,
  organisationId: string,
  log: FastifyBaseLogger,
  today = new Date().toISOString().slice(0, 10),
): Promise<void> {
  const demo: DemoContext = { today, services, ids: new Map() }
  // The office has been at it for months: what people did lately must not drown in what was set up at once.
  const now = new Date(Date.parse(`${today}T01:00:00Z`) - 190 * 86_400_000).toISOString()
  await asOrganisation(services, organisationId, log, async (ctx) => {
    for (const m of modules) await m.seed?.({ ...ctx, now }, demo)
  })
}

export const DEMO_PASSWORD = 'bantoh-demo-2026'

/**
 * For `npm run demo` on an empty data folder: the agency with the demo event and one account for each role, all with one
 * published password; never for real data. Returns the accounts, or null where an organisation exists already.
 */
export async function setUpDemo(services: Services, auth: Auth, log: FastifyBaseLogger): Promise<{ email: string; role: Role }[] | null> {
  if (await services.db.asSystem(organisationExists)) return null
  const account = (role: Role) => `${role}@demo.example`
  const { organisationId } = await createOrganisation(services.db, auth, {
    organisation: demoOrganisation.name.zh,
    name: '范聖美',
    email: account('owner'),
    password: DEMO_PASSWORD,
  })
  const colleagues: { userId: string; role: Role; groups: string[]; title: string }[] = []
  for (const role of roles) {
    if (role === 'owner') continue
    const person = demoTeam.find((m) => m.role === role)
    const name = person?.name.zh ?? roleNames[role].zh
    const userId = await createAccount(auth, { email: account(role), name, password: DEMO_PASSWORD })
    await services.db.asSystem((tx) => addMember(tx, { organisationId, userId, name, email: account(role), role }))
    colleagues.push({ userId, role, groups: person?.groups ?? [], title: person?.title.zh ?? '' })
  }
  // Accounts first: the demo's conversations mention some of them.
  await loadDemo(services, organisationId, log)
  await services.db.asSystem(async (tx) => {
    const events = await tx.selectFrom('event').select('id').where('organisationId', '=', organisationId).execute()
    await tx
      .insertInto('eventMember')
      .values(colleagues.flatMap((c) => events.map((e) => ({ id: newId(), organisationId, eventId: e.id, ...c }))))
      .execute()
  })
  // Three letters for the outbox; without a mail server they stay there.
  await asOrganisation(services, organisationId, log, async (ctx) => {
    const newest = await ctx.tx
      .selectFrom('registration')
      .select(['id', 'eventId'])
      .where('organisationId', '=', organisationId)
      .where('status', '=', 'confirmed')
      .orderBy('registeredAt', 'desc')
      .limit(3)
      .execute()
    for (const r of newest) await queueConfirmation({ ...ctx, eventId: r.eventId }, r.id)
  })
  return roles.map((role) => ({ role, email: account(role) }))
}
