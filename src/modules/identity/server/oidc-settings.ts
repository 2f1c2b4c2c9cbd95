import { sql } from 'kysely'
import { newId } from '../../../kernel/contract/ids.ts'
import { audit, diff } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { json } from '../../../kernel/server/db.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { seal } from '../../../kernel/server/seal.ts'
import type { OidcDraft, OidcSettings } from '../contract/oidc.ts'
import type {} from './factor-tables.ts'
import { secretPlace } from './oidc-client.ts'
import { securityNote } from './security-log.ts'

const labels = {
  enabled: { zh: '開啟', en: 'On' },
  issuer: { zh: '發行者網址', en: 'Issuer' },
  clientId: { zh: '用戶端 ID', en: 'Client ID' },
  secret: { zh: '用戶端密鑰', en: 'Client secret' },
  label: { zh: '按鈕文字', en: 'Button' },
  mailDomains: { zh: '郵件網域', en: 'Mail domains' },
  roleClaim: { zh: '角色欄位', en: 'Role claim' },
  roleRules: { zh: '角色對應', en: 'Role rules' },
  defaultRole: { zh: '預設角色', en: 'Default role' },
  createPeople: { zh: '第一次登入時建立帳號', en: 'Make people at first sign-in' },
  onlyOidc: { zh: '只能用公司帳號登入', en: 'Only through the provider' },
}
const flat = (d: OidcDraft, secret: string) => ({
  ...d,
  secret,
  mailDomains: d.mailDomains.join(', '),
  roleRules: d.roleRules.map((r) => `${r.value} → ${r.role}`).join('; '),
})

export const redirectUri = (services: Services, host: string) => `${services.publicUrl || `http://${host}`}/app/sign-in/oidc`

const row = (ctx: Ctx) => ctx.tx.selectFrom('oidcProvider').selectAll().executeTakeFirst()
export async function readOidc(ctx: Ctx, services: Services, host: string): Promise<OidcSettings> {
  const p = await row(ctx)
  return {
    provider: p
      ? {
          id: p.id,
          enabled: p.enabled,
          issuer: p.issuer,
          clientId: p.clientId,
          hasSecret: p.clientSecret !== '',
          label: p.label,
          mailDomains: p.mailDomains,
          roleClaim: p.roleClaim,
          roleRules: p.roleRules as OidcDraft['roleRules'],
          defaultRole: p.defaultRole as OidcDraft['defaultRole'],
          createPeople: p.createPeople,
          onlyOidc: p.onlyOidc,
        }
      : null,
    redirectUri: redirectUri(services, host),
    signInUrl: `${services.publicUrl || `http://${host}`}/app/sign-in?organisation=${ctx.orgId}`,
  }
}

const people = (ctx: Ctx) => {
  if (ctx.actor.kind !== 'user') throw new AppError('identity.people_only')
}
/** Whoever came through the provider has to come in again. */
const endSessions = (ctx: Ctx, services: Services) =>
  services.db.asSystem((tx) =>
    sql`delete from auth_session s using auth_session_way w where w.session_id = s.id and w.organisation_id = ${ctx.orgId}`.execute(tx),
  )

/**
 * A new issuer or client needs its secret typed again, or it could be sent to somebody whom it was not meant for.
 * Errors: `identity.people_only`, `identity.oidc_secret_needed`, `identity.oidc_owner_needed`.
 */
export async function saveOidc(ctx: Ctx, services: Services, host: string, d: OidcDraft): Promise<OidcSettings> {
  people(ctx)
  const before = await ctx.tx.selectFrom('oidcProvider').selectAll().forUpdate().executeTakeFirst()
  const another = !before || before.issuer !== d.issuer || before.clientId !== d.clientId
  if (another && !d.clientSecret)
    throw new AppError('request.invalid', {}, [{ path: 'clientSecret', code: 'identity.oidc_secret_needed', message: '' }])
  if (d.onlyOidc) {
    const owners = await ctx.tx.selectFrom('member').select('userId').where('role', '=', 'owner').where('active', '=', true).execute()
    const { rows } = await services.db.asSystem((tx) =>
      sql`select 1 from auth_account where "providerId" = 'credential' and password is not null and "userId" = any(${owners.map((o) => o.userId)}) limit 1`.execute(
        tx,
      ),
    )
    if (!rows.length) throw new AppError('identity.oidc_owner_needed')
  }
  const { clientSecret, roleRules, ...rest } = d
  const values = {
    ...rest,
    roleRules: json(roleRules),
    ...(clientSecret ? { clientSecret: seal(clientSecret, secretPlace(ctx.orgId)) } : {}),
  }
  await ctx.tx
    .insertInto('oidcProvider')
    .values({ id: newId(), ...values })
    .onConflict((c) =>
      c.column('organisationId').doUpdateSet((eb) => ({ ...values, version: eb('oidcProvider.version', '+', 1), updatedAt: ctx.now })),
    )
    .execute()
  const old = before && {
    ...before,
    clientSecret: '',
    roleRules: before.roleRules as OidcDraft['roleRules'],
    defaultRole: before.defaultRole as OidcDraft['defaultRole'],
  }
  const changes = diff(labels, old ? flat(old, '—') : {}, flat(d, clientSecret ? '***' : '—'))
  if (changes.length) {
    await audit(ctx, {
      entity: 'organisation',
      entityId: ctx.orgId,
      action: 'updateSecurity',
      label: 'OpenID Connect',
      changes,
      eventId: null,
    })
    await securityNote(ctx, 'securityChanged', 'OpenID Connect')
  }
  if (before && (another || (before.enabled && !d.enabled))) await endSessions(ctx, services)
  ctx.touch('access')
  return readOidc(ctx, services, host)
}

export async function removeOidc(ctx: Ctx, services: Services, host: string): Promise<OidcSettings> {
  people(ctx)
  const gone = await ctx.tx.deleteFrom('oidcProvider').where('organisationId', '=', ctx.orgId).returning('issuer').executeTakeFirst()
  if (!gone) throw new AppError('record.not_found')
  await ctx.tx.deleteFrom('oidcAccount').where('organisationId', '=', ctx.orgId).execute()
  await audit(ctx, {
    entity: 'organisation',
    entityId: ctx.orgId,
    action: 'updateSecurity',
    label: `OpenID Connect − ${gone.issuer}`,
    eventId: null,
  })
  await securityNote(ctx, 'securityChanged', 'OpenID Connect −')
  await endSessions(ctx, services)
  return readOidc(ctx, services, host)
}
