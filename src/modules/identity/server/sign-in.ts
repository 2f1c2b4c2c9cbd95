import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { afterwards } from '../../../kernel/server/afterwards.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { callerOf, deviceOf, networkOf } from './device.ts'
import type {} from './guard-tables.ts'
import { accountLetter, inTaipei } from './letters.ts'
import { originOf, securityLog } from './security-log.ts'
import { clear, giveBack, type Limit, mayTell, spend } from './throttle.ts'
import { hashToken, newToken } from './tokens.ts'

const DEVICE_DAYS = 180
const UNLOCK_HOURS = 24
const https = (s: Services) => s.publicUrl.startsWith('https:')
export const deviceCookie = (s: Services) => `${https(s) ? '__Host-' : ''}bantoh_device`
/** One cookie for all people of a shared device: what is kept is the hash of it and the person. */
const deviceHash = (token: string, userId: string) => hashToken(`${token}/${userId}`)
const fold = (email: string) => email.trim().toLowerCase()

const accountOf = (services: Services, email: string) =>
  services.db.asSystem((tx) =>
    tx.selectFrom('authUser').select(['id', 'name', 'email']).where('email', '=', fold(email)).executeTakeFirst(),
  )

/** The device of this request, where it has signed in as that person before. */
async function knownDevice(services: Services, request: FastifyRequest, email: string): Promise<string | null> {
  const token = request.cookies?.[deviceCookie(services)]
  if (!token) return null
  const user = await accountOf(services, email)
  if (!user) return null
  const row = await services.db.asSystem((tx) =>
    tx
      .selectFrom('knownDevice')
      .select('id')
      .where('tokenHash', '=', deviceHash(token, user.id))
      .where('expiresAt', '>', sql<string>`now()`)
      .executeTakeFirst(),
  )
  return row?.id ?? null
}

/** What one try at signing in costs. A known device has an account of its own, which nobody else can overdraw. */
function limitsOf(email: string, address: string, device: string | null): Limit[] {
  if (device) return [{ scope: 'signIn.device', subject: device, free: 5, most: 50, hours: 24 }]
  return [
    { scope: 'signIn.account', subject: fold(email), free: 21, most: 20, hours: 24 },
    { scope: 'signIn.address', subject: callerOf(address), free: 60, most: 200, hours: 1 },
    { scope: 'signIn.pair', subject: `${fold(email)} ${callerOf(address)}`, free: 5, most: 20, hours: 24 },
  ]
}

export type Try = { email: string; limits: Limit[]; device: string | null }

/**
 * Counts a try before the password is looked at; the answer never depends on whether the account exists.
 * Errors: `identity.sign_in_wait` (too fast), `identity.sign_in_guarded` (many failures from strange places: only known devices, or the letter's link).
 */
export async function beginSignIn(services: Services, request: FastifyRequest, email: string): Promise<Try> {
  const device = await knownDevice(services, request, email)
  const limits = limitsOf(email, request.ip, device)
  const spent = await spend(services.db, limits)
  if (spent.ok) return { email, limits, device }
  const guarded = spent.scope === 'signIn.account' || (spent.scope === 'signIn.pair' && spent.seconds > 3600)
  // Not waited for: only for an account that exists is there anything to do.
  afterwards(request.log, 'blocked sign-in not told', () => tellBlocked(services, request, email, guarded))
  throw guarded ? new AppError('identity.sign_in_guarded') : new AppError('identity.sign_in_wait', { seconds: spent.seconds })
}

async function tellBlocked(services: Services, request: FastifyRequest, email: string, guarded: boolean) {
  const user = await accountOf(services, email)
  if (!user) return
  const origin = originOf(request)
  const token = newToken()
  const write = await services.db.asSystem(async (tx) => {
    if (await mayTell(tx, 'signIn.blockedLog', user.id, 10))
      await securityLog(tx, { kind: 'signInBlocked', outcome: 'refused', userId: user.id, userName: user.name, origin })
    if (!guarded || !(await mayTell(tx, 'signIn.unlock', user.id, 180))) return false
    await tx
      .insertInto('signInUnlock')
      .values({ tokenHash: hashToken(token), userId: user.id, expiresAt: sql`now() + make_interval(hours => ${UNLOCK_HOURS})` as never })
      .execute()
    await securityLog(tx, { kind: 'unlockSent', userId: user.id, userName: user.name, origin })
    return true
  })
  if (!write) return
  await accountLetter(services, request.log, user.id, {
    kind: 'identity.unlock',
    subject: '是您要登入嗎？ Was it you signing in?',
    blocks: (name) => [
      { kind: 'title', text: '是您要登入嗎？' },
      {
        kind: 'text',
        text: `${name} 您好：\n最近有很多次用錯誤密碼登入您帳號的嘗試。您的密碼沒有被改，帳號也沒有被鎖住：以前登入過的裝置照常可以登入。\n如果是您自己要在新的裝置登入，請在那台裝置上打開下面的按鈕，再輸入密碼。連結 ${UNLOCK_HOURS} 小時內有效。`,
      },
      { kind: 'button', text: '是我本人，讓這台裝置登入 It was me', url: `${services.publicUrl}/app/unlock?token=${token}` },
      {
        kind: 'small',
        text: 'There were many sign-ins to your account with a wrong password. Your password still holds, and devices that you have used before can sign in as ever. To sign in on a new device, open the button on that device. If it was not you, there is nothing to do; do not pass this link on.',
      },
    ],
  })
}

/** A wrong password: it stays counted; its owner can read of it. */
export function refusedSignIn(services: Services, request: FastifyRequest, t: Try): void {
  afterwards(request.log, 'refused sign-in not noted', async () => {
    const user = await accountOf(services, t.email)
    if (!user) return
    await services.db.asSystem((tx) =>
      securityLog(tx, { kind: 'signInRefused', outcome: 'refused', userId: user.id, userName: user.name, origin: originOf(request) }),
    )
  })
}

/** The right password: what it cost is given back, without wiping out the failures of others. */
export async function passedPassword(services: Services, t: Try): Promise<void> {
  for (const l of t.limits) {
    if (l.scope === 'signIn.pair' || l.scope === 'signIn.device') await clear(services.db, [l])
    else await giveBack(services.db, l)
  }
}

/** The session token out of the cookies of an answer, `null` where none was set. */
export function sessionTokenOf(setCookies: readonly string[]): string | null {
  for (const c of setCookies) {
    const value = /bantoh\.session_token=([^;]*)/.exec(c)?.[1]
    if (value) return decodeURIComponent(value).split('.')[0] || null
  }
  return null
}

const rememberCookie = (services: Services, reply: FastifyReply, token: string) =>
  reply.setCookie(deviceCookie(services), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https(services),
    maxAge: DEVICE_DAYS * 86_400,
  })

/**
 * After every way of signing in (password, second step, passkey, OIDC): notes the session's proof and its device, writes the
 * log, and writes to the person where the device is new. `how` names the way in the log.
 */
export async function finishSignIn(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  sessionToken: string,
  how: 'password' | 'totp' | 'passkey' | 'oidc' | 'recovery' | 'passwordChange',
): Promise<void> {
  const origin = originOf(request)
  const token = deviceTokenOf(services, request)
  const fresh = await services.db.asSystem(async (tx) => {
    const { rows } = await sql<{ id: string; userId: string; name: string }>`select s.id, s."userId" as user_id, u.name
      from auth_session s join auth_user u on u.id = s."userId" where s.token = ${sessionToken}`.execute(tx)
    const s = rows[0]
    if (!s) return null
    const before = await tx.selectFrom('knownDevice').select('id').where('userId', '=', s.userId).limit(1).executeTakeFirst()
    const { rows: devices } = await sql<{ id: string; made: boolean }>`
      insert into known_device (id, user_id, token_hash, agent, address, expires_at)
      values (${newId()}, ${s.userId}, ${deviceHash(token, s.userId)}, ${origin.agent}, ${origin.address}, now() + make_interval(days => ${DEVICE_DAYS}))
      on conflict (token_hash) do update set seen_at = now(), agent = excluded.agent, address = excluded.address, expires_at = excluded.expires_at
      returning id, (xmax = 0) as made`.execute(tx)
    const device = devices[0]!
    // By the clock that `withSession` holds them against: the database's may be days away from it.
    const now = new Date().toISOString()
    await sql`insert into session_guard (session_id, user_id, verified_at, seen_at, device_id)
      values (${s.id}, ${s.userId}, ${now}, ${now}, ${device.id})
      on conflict (session_id) do update set verified_at = excluded.verified_at, seen_at = excluded.seen_at, device_id = excluded.device_id`.execute(
      tx,
    )
    const about = { userId: s.userId, userName: s.name, origin }
    await securityLog(tx, { ...about, ...(how === 'passwordChange' ? { kind: 'passwordChanged' } : { kind: 'signIn', detail: how }) })
    if (device.made && before) await securityLog(tx, { ...about, kind: 'newDevice' })
    return device.made && before ? s : null
  })
  rememberCookie(services, reply, token)
  if (!fresh) return
  await accountLetter(services, request.log, fresh.userId, {
    kind: 'identity.newDevice',
    subject: '您的帳號在新的裝置登入 New sign-in to your account',
    blocks: (name) => [
      { kind: 'title', text: '您的帳號在新的裝置登入' },
      { kind: 'text', text: `${name} 您好：\n您的帳號剛在一台以前沒用過的裝置登入。是您本人的話，不用做任何事。` },
      {
        kind: 'facts',
        rows: [
          ['時間', inTaipei(new Date())],
          ['裝置', deviceOf(origin.agent) || '不明'],
          ['網路位址', networkOf(origin.address) || '不明'],
        ],
      },
      {
        kind: 'text',
        text: '不是您嗎？請立刻變更密碼，並到「我的帳號 › 登入中的裝置」把它登出。',
      },
      { kind: 'button', text: '看登入中的裝置 My devices', url: `${services.publicUrl}/app/o/settings/account?tab=sessions` },
      {
        kind: 'small',
        text: 'Your account was used on a new device. If it was not you, change your password now and sign that device out.',
      },
    ],
  }).catch((err) => request.log.warn({ err }, 'letter of a new device not written'))
}

const deviceTokenOf = (services: Services, request: FastifyRequest) => {
  const cookie = request.cookies?.[deviceCookie(services)]
  return cookie && /^[\w-]{43}$/.test(cookie) ? cookie : newToken()
}

/** Lets a browser whose person showed that the account's letters reach them try as a known device does, for a day. */
export async function rememberDevice(services: Services, request: FastifyRequest, reply: FastifyReply, userId: string): Promise<void> {
  const token = deviceTokenOf(services, request)
  const { agent, address } = originOf(request)
  await services.db.asSystem((tx) =>
    sql`insert into known_device (id, user_id, token_hash, agent, address, expires_at)
      values (${newId()}, ${userId}, ${deviceHash(token, userId)}, ${agent}, ${address}, now() + interval '1 day')
      on conflict (token_hash) do update set expires_at = greatest(known_device.expires_at, excluded.expires_at)`.execute(tx),
  )
  rememberCookie(services, reply, token)
}

/**
 * Opens the letter's link: this browser may try to sign in again; the password is still asked for. A link works once.
 * Errors: `identity.unlock_invalid`.
 */
export async function unlock(services: Services, request: FastifyRequest, reply: FastifyReply, linkToken: string): Promise<void> {
  const userId = await services.db.asSystem(async (tx) => {
    const row = await tx
      .updateTable('signInUnlock')
      .set({ usedAt: sql`now()` as never })
      .where('tokenHash', '=', hashToken(linkToken))
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', sql<string>`now()`)
      .returning('userId')
      .executeTakeFirst()
    if (row) await securityLog(tx, { kind: 'unlocked', userId: row.userId, origin: originOf(request) })
    return row?.userId
  })
  if (!userId) throw new AppError('identity.unlock_invalid')
  await rememberDevice(services, request, reply, userId)
}

/** Forgets on which devices a person has signed in, but for that of one session: after a reset or a change of password. */
export const forgetDevices = (services: Services, userId: string, butOfSession: string | null) =>
  services.db.asSystem((tx) =>
    sql`delete from known_device where user_id = ${userId}
      and id is distinct from (select device_id from session_guard where session_id = ${butOfSession})`.execute(tx),
  )
