import { timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Db, Tx } from '../../../kernel/server/db.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Role } from '../contract/roles.ts'
import type { Auth } from './auth.ts'
import { demandPassword } from './passwords.ts'
import { hashToken, newToken } from './tokens.ts'

/** How long the links of processes that start side by side are good beside each other (ms). */
const BESIDE = 10 * 60_000
/**
 * A new one-time token while no organisation exists, else `null`. Each start makes a new one; the old one dies, except that
 * `beside` others on the same database those of the last ten minutes stay good, whichever process printed them.
 */
export async function issueSetupToken(db: Db, o: { beside?: boolean } = {}): Promise<string | null> {
  return db.asSystem(async (tx) => {
    if (await organisationExists(tx)) return null
    const token = newToken()
    const now = Date.now()
    await sql`select pg_advisory_xact_lock(hashtextextended('bantoh.setup', 0))`.execute(tx)
    const old = o.beside ? tokensOf((await keptToken(tx).executeTakeFirst())?.value).filter((t) => t.at > now - BESIDE) : []
    const value = json([...old.slice(-9), { hash: hashToken(token), at: now }])
    await tx
      .insertInto('installation')
      .values({ key: 'setup_token', value })
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute()
    return token
  })
}

export const organisationExists = async (tx: Tx) =>
  (await tx.selectFrom('organisation').select('organisationId').limit(1).executeTakeFirst()) !== undefined

/** Makes a sign-in account. Errors: `identity.email_taken`, `identity.weak_password`. */
export async function createAccount(
  auth: Auth,
  a: { email: string; name: string; password: string; locale?: string; organisation?: string },
): Promise<string> {
  // Who sets the house up holds the machine itself, often by a script: there the plain rules do.
  await demandPassword(a.password, 'password', a.organisation === undefined ? [a.email, a.name] : undefined)
  const c = await auth.$context
  const email = a.email.trim().toLowerCase()
  if (await c.internalAdapter.findUserByEmail(email)) throw new AppError('identity.email_taken')
  const hash = await c.password.hash(a.password)
  const user = await c.internalAdapter.createUser({ email, name: a.name, emailVerified: true, locale: a.locale ?? 'zh-TW' })
  await c.internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password: hash })
  return user.id
}

export async function addMember(tx: Tx, m: { organisationId: string; userId: string; name: string; email: string; role: Role }) {
  await tx
    .insertInto('member')
    .values({ id: newId(), ...m, email: m.email.trim().toLowerCase() })
    .execute()
}

const tokensOf = (kept: unknown) => (Array.isArray(kept) ? (kept as { hash: string; at: number }[]) : [])
const fits = (kept: unknown, token: string) =>
  tokensOf(kept).some((t) => timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(t.hash)))
const keptToken = (tx: Tx) => tx.selectFrom('installation').select('value').where('key', '=', 'setup_token')

/** What a set-up link is good for, before anything is typed. */
export const checkSetup = (db: Db, token: string): Promise<'ready' | 'wrong' | 'done'> =>
  db.asSystem(async (tx) =>
    (await organisationExists(tx)) ? 'done' : fits((await keptToken(tx).executeTakeFirst())?.value, token) ? 'ready' : 'wrong',
  )

/**
 * Creates an organisation with its owner. With `token` it must be the set-up link's and the installation still empty; the
 * token's row stays locked meanwhile, so of two at once one finds it gone.
 * Errors: `setup.done_already`, `setup.wrong_token`, `identity.email_taken`, `identity.weak_password`.
 */
export async function createOrganisation(
  db: Db,
  auth: Auth,
  o: { organisation: string; name: string; email: string; password: string; locale?: string; token?: string },
): Promise<{ organisationId: string; userId: string }> {
  return db.asSystem(async (tx) => {
    if (o.token !== undefined) {
      const kept = (await keptToken(tx).forUpdate().executeTakeFirst())?.value
      if (await organisationExists(tx)) throw new AppError('setup.done_already')
      if (!fits(kept, o.token)) throw new AppError('setup.wrong_token')
    }
    const userId = await createAccount(auth, o)
    const organisationId = newId()
    await tx.insertInto('organisation').values({ organisationId, name: o.organisation }).execute()
    await addMember(tx, { organisationId, userId, name: o.name, email: o.email, role: 'owner' })
    await tx.deleteFrom('installation').where('key', '=', 'setup_token').execute()
    return { organisationId, userId }
  })
}
