import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import type { Actor } from '../../../kernel/server/ctx.ts'
import type { Db, Tx } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Frame, Services } from '../../../kernel/server/mount.ts'
import { seal, unseal } from '../../../kernel/server/seal.ts'
import type { factorEndpoints, Factors, SecondStep } from '../contract/factors.ts'
import { dutyOf } from './duty.ts'
import { factorLetter } from './factor-letters.ts'
import type {} from './factor-tables.ts'
import { assertOwnSession, cameByProvider } from './open-session.ts'
import { assertionOptions, keepPasskey, listPasskeys, passkeyOptions, personOfAssertion, renamePasskey } from './passkeys.ts'
import { qrSvg } from './qr.ts'
import { looksLikeRecoveryCode, makeRecoveryCodes, recoveryCodesLeft, useRecoveryCode } from './recovery.ts'
import { originOf, securityLog } from './security-log.ts'
import { keyUri, newSecret, stepOf } from './totp.ts'

const placeOf = (userId: string) => `${userId}/totp`

/** Which second steps a person has; none: the password is all there is. */
export async function secondStepsOf(tx: Tx, userId: string): Promise<SecondStep[]> {
  const { rows } = await sql<{ totp: boolean; passkey: boolean; recovery: boolean }>`select
    exists (select 1 from auth_totp where user_id = ${userId} and confirmed_at is not null) as totp,
    exists (select 1 from auth_passkey where user_id = ${userId}) as passkey,
    exists (select 1 from auth_recovery_code where user_id = ${userId} and used_at is null) as recovery`.execute(tx)
  const { totp, passkey, recovery } = rows[0]!
  if (!totp && !passkey) return []
  return [...(totp ? ['totp' as const] : []), ...(passkey ? ['passkey' as const] : []), ...(recovery ? ['recovery' as const] : [])]
}

/** Uses an authenticator's code up: neither it nor an older one counts again, in whatever process. */
async function useTotp(tx: Tx, userId: string, code: string): Promise<boolean> {
  const row = await tx
    .selectFrom('authTotp')
    .select('secret')
    .where('userId', '=', userId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
  const secret = row && unseal(row.secret, placeOf(userId))
  const step = secret ? stepOf(secret, code) : null
  if (step === null) return false
  const { rows } =
    await sql`update auth_totp set last_step = ${step} where user_id = ${userId} and last_step < ${step} returning 1`.execute(tx)
  return rows.length > 0
}

/**
 * Checks a proof by second factor of a person: a code of the authenticator, a recovery code (used up by it), or a passkey's
 * answer to a challenge of `assertionOptions(…, 'passkeyProof', userId)`. Which of them it was, or `null`. It counts no
 * failures: that is the caller's, who knows for what the proof is.
 */
export async function verifyFactor(
  services: Services,
  request: FastifyRequest,
  userId: string,
  proof: { code?: string | undefined; passkey?: unknown },
): Promise<SecondStep | null> {
  if (proof.passkey !== undefined)
    return (await personOfAssertion(services, request, 'passkeyProof', proof.passkey, userId)) === userId ? 'passkey' : null
  const code = proof.code?.trim() ?? ''
  const digits = code.replaceAll(/\s/g, '')
  if (await services.db.asSystem((tx) => useTotp(tx, userId, digits))) return 'totp'
  if (!looksLikeRecoveryCode(code) || !(await services.db.asSystem((tx) => useRecoveryCode(tx, userId, code)))) return null
  const left = await services.db.asSystem(async (tx) => {
    await securityLog(tx, { kind: 'recoveryCodeUsed', userId, origin: originOf(request) })
    return recoveryCodesLeft(tx, userId)
  })
  factorLetter(services, request, userId, 'recoveryUsed', String(left))
  return 'recovery'
}

const person = (actor: Actor) => {
  if (actor.kind !== 'user' || !actor.session) throw new AppError('identity.people_only')
  return { userId: actor.id!, name: actor.name, sessionId: actor.session.id }
}
/** Who may change how they sign in. Errors: `identity.people_only`, `identity.oidc_session`. */
async function changer(frame: Frame) {
  const who = person(frame.actor)
  await assertOwnSession(frame.services, who.sessionId)
  return who
}

export async function readFactors({ services, actor }: Frame): Promise<Factors> {
  const { db } = services
  const { userId, sessionId } = person(actor)
  const passkeys = await listPasskeys(db, userId)
  const mayChange = !(await cameByProvider(services, sessionId))
  return db.asSystem(async (tx) => {
    const totp = await tx.selectFrom('authTotp').select('confirmedAt').where('userId', '=', userId).executeTakeFirst()
    const duty = await dutyOf(tx, userId, actor.barred?.organisationId ?? actor.organisationId)
    const none = !totp?.confirmedAt && passkeys.length === 0
    return {
      totp: totp?.confirmedAt ? { since: totp.confirmedAt } : null,
      passkeys,
      recoveryCodesLeft: await recoveryCodesLeft(tx, userId),
      required: duty !== null,
      by: none ? duty : null,
      mayChange,
    }
  })
}

/** The first factor: whoever was signed in elsewhere by the password alone has to come in again, and codes for bad days are made. */
async function added(db: Db, userId: string, sessionId: string): Promise<string[] | null> {
  return db.asSystem(async (tx) => {
    await sql`select 1 from auth_user where id = ${userId} for update`.execute(tx)
    const { rows } = await sql<{
      n: number
    }>`select ((select count(*) from auth_totp where user_id = ${userId} and confirmed_at is not null)
      + (select count(*) from auth_passkey where user_id = ${userId}))::int as n`.execute(tx)
    if (rows[0]!.n > 1) return null
    await sql`delete from auth_session where "userId" = ${userId} and id <> ${sessionId}`.execute(tx)
    return makeRecoveryCodes(tx, userId)
  })
}
async function noted(frame: Frame, request: FastifyRequest, kind: 'factorAdded' | 'factorRemoved' | 'recoveryCodesMade', detail: string) {
  const { userId, name } = person(frame.actor)
  await frame.services.db.asSystem((tx) => securityLog(tx, { kind, detail, userId, userName: name, origin: originOf(request) }))
  factorLetter(frame.services, request, userId, kind, detail)
}

/** A new secret, which counts once it is confirmed; one that counts already stays until then. Errors: `identity.totp_there`. */
export async function beginTotp(frame: Frame): Promise<Output<typeof factorEndpoints.beginTotp>> {
  const { userId } = await changer(frame)
  const secret = newSecret()
  const email = await frame.services.db.asSystem(async (tx) => {
    const kept = await tx
      .insertInto('authTotp')
      .values({ userId, secret: seal(secret, placeOf(userId)) })
      .onConflict((c) =>
        c
          .column('userId')
          .doUpdateSet({ secret: seal(secret, placeOf(userId)), lastStep: 0 })
          .where('authTotp.confirmedAt', 'is', null),
      )
      .returning('userId')
      .executeTakeFirst()
    if (!kept) throw new AppError('identity.totp_there')
    return (await tx.selectFrom('authUser').select('email').where('id', '=', userId).executeTakeFirstOrThrow()).email
  })
  const uri = keyUri(secret, '辦桌 Bantoh', email)
  return { secret, uri, qr: qrSvg(uri) }
}

/** Errors: `identity.code_wrong`, `identity.totp_there`. */
export async function confirmTotp(frame: Frame, request: FastifyRequest, code: string): Promise<{ recoveryCodes: string[] | null }> {
  const { userId, sessionId } = await changer(frame)
  const { db } = frame.services
  await db.asSystem(async (tx) => {
    const row = await tx.selectFrom('authTotp').selectAll().where('userId', '=', userId).forUpdate().executeTakeFirst()
    if (row?.confirmedAt) throw new AppError('identity.totp_there')
    const secret = row && unseal(row.secret, placeOf(userId))
    const step = secret ? stepOf(secret, code) : null
    if (step === null) throw new AppError('identity.code_wrong')
    await tx.updateTable('authTotp').set({ confirmedAt: new Date().toISOString(), lastStep: step }).where('userId', '=', userId).execute()
  })
  const recoveryCodes = await added(db, userId, sessionId)
  await noted(frame, request, 'factorAdded', 'totp')
  return { recoveryCodes }
}

/** Takes a factor away and, with the last one, the recovery codes. Errors: `identity.factor_needed` where the organisation asks for one. */
async function remove(frame: Frame, take: (tx: Tx, userId: string) => Promise<boolean>): Promise<void> {
  const { userId } = await changer(frame)
  await frame.services.db.asSystem(async (tx) => {
    await sql`select 1 from auth_user where id = ${userId} for update`.execute(tx)
    if (!(await take(tx, userId))) throw new AppError('record.not_found')
    if ((await secondStepsOf(tx, userId)).length > 0) return
    const places = await tx.selectFrom('member').select('organisationId').where('userId', '=', userId).where('active', '=', true).execute()
    for (const p of places) if ((await dutyOf(tx, userId, p.organisationId)) !== null) throw new AppError('identity.factor_needed')
    await tx.deleteFrom('authRecoveryCode').where('userId', '=', userId).execute()
  })
}
export async function removeTotp(frame: Frame, request: FastifyRequest): Promise<Factors> {
  await remove(
    frame,
    async (tx, userId) => (await tx.deleteFrom('authTotp').where('userId', '=', userId).returning('userId').execute()).length > 0,
  )
  await noted(frame, request, 'factorRemoved', 'totp')
  return readFactors(frame)
}
export async function removePasskey(frame: Frame, request: FastifyRequest, id: string): Promise<Factors> {
  let name = ''
  await remove(frame, async (tx, userId) => {
    const gone = await tx.deleteFrom('authPasskey').where('id', '=', id).where('userId', '=', userId).returning('name').executeTakeFirst()
    name = gone?.name ?? ''
    return gone !== undefined
  })
  await noted(frame, request, 'factorRemoved', `passkey: ${name}`)
  return readFactors(frame)
}

/** Errors: `identity.no_factor` where there is nothing that the codes could stand in for. */
export async function newRecoveryCodes(frame: Frame, request: FastifyRequest): Promise<{ recoveryCodes: string[] }> {
  const { userId } = await changer(frame)
  const recoveryCodes = await frame.services.db.asSystem(async (tx) => {
    await sql`select 1 from auth_user where id = ${userId} for update`.execute(tx)
    if ((await secondStepsOf(tx, userId)).length === 0) throw new AppError('identity.no_factor')
    return makeRecoveryCodes(tx, userId)
  })
  await noted(frame, request, 'recoveryCodesMade', '')
  return { recoveryCodes }
}

export async function beginPasskey(frame: Frame, request: FastifyRequest) {
  const { userId } = await changer(frame)
  const who = await frame.services.db.asSystem((tx) =>
    tx.selectFrom('authUser').select(['id', 'name', 'email']).where('id', '=', userId).executeTakeFirstOrThrow(),
  )
  return passkeyOptions(frame.services, request, who)
}
export async function addPasskey(frame: Frame, request: FastifyRequest, body: { name: string; response: unknown }) {
  const { userId, sessionId } = await changer(frame)
  const passkey = await keepPasskey(frame.services, request, userId, body.name, body.response)
  const recoveryCodes = await added(frame.services.db, userId, sessionId)
  await noted(frame, request, 'factorAdded', `passkey: ${passkey.name}`)
  return { passkey, recoveryCodes }
}
export async function namePasskey(frame: Frame, id: string, name: string) {
  const { userId } = await changer(frame)
  return renamePasskey(frame.services.db, userId, id, name)
}
/** What the browser needs to answer `verifyFactor` by a passkey. */
export const proofOptions = (frame: Frame, request: FastifyRequest) =>
  assertionOptions(frame.services, request, 'passkeyProof', person(frame.actor).userId)
