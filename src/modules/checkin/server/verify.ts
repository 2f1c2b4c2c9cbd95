import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { maskName } from '../../crm/contract/identifiers.ts'
import { roleNames, serialOf } from '../contract/certificate.ts'
import { issuerOf } from './certificate-paper.ts'
import type {} from './tables.ts'

/** What the public page says of a certificate: enough to compare with the paper in the hand, and no more. */
export type VerifiedCertificate = {
  serial: string
  /** Masked, one of the two where there is only one. */
  names: string[]
  event: Localized
  start: string
  end: string
  days: string[]
  role: Localized
  attendance: 'onsite' | 'online'
  issuer: Localized
  issuedAt: string
  zone: string
  revokedAt: string | null
}

/** 王小明 → 王○明; a name that masking leaves as it is (one character) shows nothing of itself. */
export const hiddenName = (name: string): string => {
  const text = maskName(name)
  return text === name.trim() ? text && '○' : text
}

/** The certificate behind the code of a verification page, in the ctx's event; null for any other text. Two statements. */
export async function certificateByCode(ctx: Ctx, code: string): Promise<VerifiedCertificate | null> {
  if (!/^[\w-]{22}$/.test(code)) return null
  const row = await ctx.tx
    .selectFrom('attendanceCertificate as a')
    .innerJoin('registration as r', (j) => j.onRef('r.organisationId', '=', 'a.organisationId').onRef('r.id', '=', 'a.registrationId'))
    .innerJoin('ticketType as t', (j) => j.onRef('t.organisationId', '=', 'r.organisationId').onRef('t.id', '=', 'r.ticketTypeId'))
    .innerJoin('event as e', (j) => j.onRef('e.organisationId', '=', 'a.organisationId').onRef('e.id', '=', 'a.eventId'))
    .select(['a.number', 'a.days', 'a.issuedAt', 'a.revokedAt', 'r.name', 'r.nameEn', 'r.attendance', 't.category'])
    .select(['e.name as event', 'e.startDate as start', 'e.endDate as end', 'e.zone', 'e.site'])
    .where('a.organisationId', '=', ctx.orgId)
    .where('a.eventId', '=', ctx.eventId!)
    .where('a.code', '=', code)
    .executeTakeFirst()
  if (!row) return null
  const { number, name, nameEn, category, site, ...rest } = row
  return {
    ...rest,
    serial: serialOf(number),
    names: [...new Set([name, nameEn].filter(Boolean).map(hiddenName))],
    role: roleNames[category as keyof typeof roleNames],
    issuer: await issuerOf(ctx, site),
  } as VerifiedCertificate
}
