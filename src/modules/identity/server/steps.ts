import { sql } from 'kysely'
import type { Tx } from '../../../kernel/server/db.ts'
import { sealJson, unsealJson } from '../../../kernel/server/seal.ts'
import type {} from './factor-tables.ts'
import { hashToken } from './tokens.ts'

export type StepKind = 'secondStep' | 'passkeyAdd' | 'passkeySignIn' | 'passkeyProof' | 'oidc'
type Step = { kind: StepKind; token: string }
const placeOf = (s: Step) => `auth_step/${s.kind}/${hashToken(s.token)}`

/** Keeps what a begun step must remember until its other half comes; `token` is what comes back. Nothing readable is stored. */
export async function beginStep(tx: Tx, s: Step & { userId?: string | null; data?: unknown; minutes: number }): Promise<void> {
  await tx
    .insertInto('authStep')
    .values({
      tokenHash: hashToken(s.token),
      kind: s.kind,
      userId: s.userId ?? null,
      data: sealJson(s.data ?? null, placeOf(s)),
      expiresAt: sql`now() + make_interval(mins => ${s.minutes})` as never,
    })
    .execute()
}

/** Takes a step away and gives what it remembered; `null` where there is none (any more). Of two at once one gets it. */
export async function takeStep<T>(tx: Tx, s: Step): Promise<{ userId: string | null; data: T } | null> {
  const { rows } = await sql<{ userId: string | null; data: string }>`delete from auth_step
    where token_hash = ${hashToken(s.token)} and kind = ${s.kind} and expires_at > now() returning user_id, data`.execute(tx)
  return open<T>(rows[0], s)
}

/** Looks at a step and counts one more try; `null` where there is none, or the tries are used up. */
export async function tryStep<T>(tx: Tx, s: Step, most: number): Promise<{ userId: string | null; data: T } | null> {
  const { rows } = await sql<{ userId: string | null; data: string }>`update auth_step set tries = tries + 1
    where token_hash = ${hashToken(s.token)} and kind = ${s.kind} and expires_at > now() and tries < ${most} returning user_id, data`.execute(
    tx,
  )
  return open<T>(rows[0], s)
}

export async function peekStep(tx: Tx, s: Step): Promise<{ userId: string | null } | null> {
  const { rows } = await sql<{ userId: string | null }>`select user_id from auth_step
    where token_hash = ${hashToken(s.token)} and kind = ${s.kind} and expires_at > now()`.execute(tx)
  return rows[0] ?? null
}

function open<T>(row: { userId: string | null; data: string } | undefined, s: Step) {
  const data = row && unsealJson<T>(row.data, placeOf(s))
  return row && data !== undefined ? { userId: row.userId, data } : null
}
