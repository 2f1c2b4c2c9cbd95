import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransportFuture,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../../../kernel/contract/ids.ts'
import type { Db } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { Passkey } from '../contract/factors.ts'
import type {} from './factor-tables.ts'
import { beginStep, type StepKind, takeStep } from './steps.ts'

const MOST = 20
const MINUTES = 5

/**
 * To whom passkeys belong (WebAuthn's relying party): the public address. An installation on plain HTTP takes that under which
 * the page was opened, which browsers allow on localhost alone.
 */
function partyOf(services: Services, request: FastifyRequest) {
  const origin = services.publicUrl.startsWith('https:')
    ? new URL(services.publicUrl).origin
    : `${request.protocol}://${request.headers.host ?? 'localhost'}`
  return { origin, id: new URL(origin).hostname }
}

const text = z.string().max(20_000)
const assertion = z.object({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: text, authenticatorData: text, signature: text, userHandle: text.optional() }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})
const attestation = z.object({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: text, attestationObject: text, transports: z.array(text).max(20).optional() }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})
/** The challenge that a browser's answer says it answers; whether it is ours is looked up. */
function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : ''
  } catch {
    return ''
  }
}
const wrong = () => new AppError('identity.passkey_refused')

const rowsOf = (db: Db, userId: string) =>
  db.asSystem((tx) => tx.selectFrom('authPasskey').selectAll().where('userId', '=', userId).orderBy('createdAt').execute())
export const listPasskeys = async (db: Db, userId: string): Promise<Passkey[]> =>
  (await rowsOf(db, userId)).map(({ id, name, createdAt, lastUsedAt, backedUp }) => ({ id, name, createdAt, lastUsedAt, backedUp }))

type Person = { id: string; name: string; email: string }
/** Options for `navigator.credentials.create`. Errors: `identity.passkeys_enough`. */
export async function passkeyOptions(services: Services, request: FastifyRequest, who: Person): Promise<Record<string, unknown>> {
  const have = await rowsOf(services.db, who.id)
  if (have.length >= MOST) throw new AppError('identity.passkeys_enough')
  const options = await generateRegistrationOptions({
    rpName: '辦桌 Bantoh',
    rpID: partyOf(services, request).id,
    userID: new Uint8Array(Buffer.from(who.id)),
    userName: who.email,
    userDisplayName: who.name,
    attestationType: 'none',
    excludeCredentials: have.map((p) => ({ id: p.credentialId, transports: p.transports as AuthenticatorTransportFuture[] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await services.db.asSystem((tx) => beginStep(tx, { kind: 'passkeyAdd', token: options.challenge, userId: who.id, minutes: MINUTES }))
  return options as unknown as Record<string, unknown>
}

/** Keeps a passkey that the person's browser made for a challenge of ours. Errors: `identity.passkey_refused`, `record.duplicate`. */
export async function keepPasskey(
  services: Services,
  request: FastifyRequest,
  userId: string,
  name: string,
  given: unknown,
): Promise<Passkey> {
  const read = attestation.safeParse(given)
  if (!read.success) throw wrong()
  const challenge = challengeOf(read.data.response.clientDataJSON)
  const step = await services.db.asSystem((tx) => takeStep(tx, { kind: 'passkeyAdd', token: challenge }))
  if (step?.userId !== userId) throw wrong()
  const party = partyOf(services, request)
  const { verified, registrationInfo: made } = await verifyRegistrationResponse({
    response: read.data as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch(() => ({ verified: false, registrationInfo: undefined }))
  if (!verified || !made) throw wrong()
  const row = {
    id: newId(),
    userId,
    name,
    credentialId: made.credential.id,
    publicKey: Buffer.from(made.credential.publicKey).toString('base64url'),
    counter: made.credential.counter,
    transports: (read.data.response.transports ?? []).filter((t) => /^[a-z-]{1,20}$/.test(t)),
    backedUp: made.credentialBackedUp,
    createdAt: new Date().toISOString(),
  }
  await services.db.asSystem((tx) => tx.insertInto('authPasskey').values(row).execute())
  return { id: row.id, name, createdAt: row.createdAt, lastUsedAt: null, backedUp: row.backedUp }
}

/** Options for `navigator.credentials.get`; without a person any passkey of this installation may answer. */
export async function assertionOptions(
  services: Services,
  request: FastifyRequest,
  kind: StepKind,
  userId: string | null,
): Promise<Record<string, unknown>> {
  const mine = userId ? await rowsOf(services.db, userId) : []
  const options = await generateAuthenticationOptions({
    rpID: partyOf(services, request).id,
    userVerification: 'required',
    allowCredentials: mine.map((p) => ({ id: p.credentialId, transports: p.transports as AuthenticatorTransportFuture[] })),
  })
  await services.db.asSystem((tx) => beginStep(tx, { kind, token: options.challenge, userId, minutes: MINUTES }))
  return options as unknown as Record<string, unknown>
}

/** Whose passkey answered a challenge of this kind, or `null`. A challenge is good once, and only for whom it was made. */
export async function personOfAssertion(
  services: Services,
  request: FastifyRequest,
  kind: StepKind,
  given: unknown,
  wanted: string | null = null,
): Promise<string | null> {
  const read = assertion.safeParse(given)
  if (!read.success) return null
  const challenge = challengeOf(read.data.response.clientDataJSON)
  const found = await services.db.asSystem(async (tx) => ({
    step: await takeStep(tx, { kind, token: challenge }),
    key: await tx.selectFrom('authPasskey').selectAll().where('credentialId', '=', read.data.id).executeTakeFirst(),
  }))
  const { step, key } = found
  if (!step || !key || step.userId !== wanted || (wanted !== null && key.userId !== wanted)) return null
  const party = partyOf(services, request)
  const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
    response: read.data as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id: key.credentialId, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: key.counter },
  }).catch(() => ({ verified: false, authenticationInfo: undefined }))
  if (!verified || !info) return null
  // A counter that stands still on two answers at once is a copy at work: the later one finds it moved on.
  const { rows } = await services.db.asSystem((tx) =>
    sql<{
      userId: string
    }>`update auth_passkey set counter = ${info.newCounter}, last_used_at = now(), backed_up = ${info.credentialBackedUp}
      where id = ${key.id} and (counter < ${info.newCounter} or ${info.newCounter} = 0) returning user_id`.execute(tx),
  )
  return rows[0]?.userId ?? null
}

/** Errors: `record.not_found` for unknown ones and those of others. */
export async function renamePasskey(db: Db, userId: string, id: string, name: string): Promise<{ id: string }> {
  const done = await db.asSystem((tx) =>
    tx.updateTable('authPasskey').set({ name }).where('id', '=', id).where('userId', '=', userId).returning('id').executeTakeFirst(),
  )
  if (!done) throw new AppError('record.not_found')
  return done
}
