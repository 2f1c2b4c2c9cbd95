import { sql } from 'kysely'
import type { Job } from '../../../kernel/server/jobs.ts'
import { queueMail } from '../../../kernel/server/mail.ts'
import { asOrganisation, type Services } from '../../../kernel/server/mount.ts'
import type { FastifyBaseLogger } from 'fastify'

const DAYS = [14, 3]
type Due = { organisationId: string; id: string; name: string; prefix: string; expiresAt: string; days: number }

/** Tells owners of keys that are in use and end in two weeks, and again in three days; each letter goes out once. */
export async function remindOfKeys(services: Services, log: FastifyBaseLogger, now = new Date()) {
  const due = await services.db.asSystem(async (tx) => {
    const { rows } = await sql<Due>`
      select k.organisation_id, k.id, k.name, k.prefix, k.expires_at,
        (select min(d) from unnest(${DAYS}::int[]) d where k.expires_at <= ${now.toISOString()}::timestamptz + make_interval(days => d)) as days
      from api_key k
      where k.revoked_at is null and k.expires_at > ${now.toISOString()}::timestamptz
        and k.expires_at <= ${now.toISOString()}::timestamptz + make_interval(days => ${DAYS[0]!})
        and not exists (select 1 from api_key n where n.organisation_id = k.organisation_id and n.replaces = k.id and n.revoked_at is null)`.execute(
      tx,
    )
    return rows
  })
  for (const k of due)
    await asOrganisation(services, k.organisationId, log, async (ctx) => {
      const owners = await ctx.tx
        .selectFrom('member')
        .select(['email', 'name'])
        .where('organisationId', '=', k.organisationId)
        .where('role', '=', 'owner')
        .where('active', '=', true)
        .execute()
      if (!owners.length) return
      await queueMail(ctx, {
        kind: 'identity.keyExpiring',
        to: owners.map((o) => ({ address: o.email, name: o.name })),
        subject: `API 金鑰「${k.name}」快到期了 An API key ends soon`,
        blocks: [
          { kind: 'title', text: `API 金鑰「${k.name}」快到期了` },
          { kind: 'text', text: '到期之後，用這把金鑰的程式會連不上。請按「換新」產生新的金鑰，新舊會同時有效一段時間。' },
          {
            kind: 'facts',
            rows: [
              ['開頭 Starts with', `${k.prefix}…`],
              ['到期 Ends', `${k.expiresAt.slice(0, 16).replace('T', ' ')} UTC`],
            ],
          },
          { kind: 'button', text: '換新 Rotate', url: `${services.publicUrl}/app/o/settings/keys` },
          {
            kind: 'small',
            text: 'Programs that use this key stop when it ends. Rotate it: the old and the new one then work side by side for a while.',
          },
        ],
        dedupeKey: `key-expiring/${k.id}/${k.days}`,
      })
    })
}

export const keyReminder: Job = { name: 'key-reminder', cron: '23 1 * * *', run: (services, _data, log) => remindOfKeys(services, log) }
