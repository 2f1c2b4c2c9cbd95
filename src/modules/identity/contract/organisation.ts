import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import type { Localized } from '../../../kernel/contract/localized.ts'
import { checkTaxId } from './tax-id.ts'

export const organisationFields = {
  name: z.string().trim().min(1).max(120),
  nameEn: z.string().trim().max(160),
  /** 統一編號, or empty; kept as eight digits. */
  taxId: z
    .string()
    .trim()
    .max(20)
    .superRefine((v, ctx) => {
      const check = v === '' ? null : checkTaxId(v)
      if (check && !check.ok)
        ctx.addIssue({ code: 'custom', message: check.code === 'id.checksum' ? 'identity.tax_id_checksum' : 'identity.tax_id_format' })
    })
    .transform((v) => {
      const check = checkTaxId(v)
      return check.ok ? check.value : v
    }),
  address: z.string().trim().max(300),
  phone: z.string().trim().max(60),
  email: z.union([z.literal(''), z.email().max(200)]),
  website: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(300)]),
  colour: z.string().regex(/^(#[0-9a-fA-F]{6})?$/),
}
export const organisationLabels: Record<keyof typeof organisationFields | 'logoFileId', Localized> = {
  name: { zh: '名稱', en: 'Name' },
  nameEn: { zh: '英文名稱', en: 'English name' },
  taxId: { zh: '統一編號', en: 'Tax ID' },
  address: { zh: '地址', en: 'Address' },
  phone: { zh: '電話', en: 'Phone' },
  email: { zh: '電子郵件', en: 'E-mail' },
  website: { zh: '網站', en: 'Website' },
  colour: { zh: '主色', en: 'Colour' },
  logoFileId: { zh: '標誌', en: 'Logo' },
}
export const organisation = z.object({
  id: id(),
  ...organisationFields,
  taxId: z.string(),
  logoFileId: id().nullable(),
  version: z.number().int(),
  can: z.object({ update: z.boolean() }),
})
export type Organisation = z.output<typeof organisation>
export const organisationPatch = z.strictObject(organisationFields).partial().extend({ version: z.number().int() })

export const organisationEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/organisation',
    action: 'organisation.read',
    summary: 'The organisation as papers and letters name it',
    response: organisation,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/organisation',
    action: 'organisation.edit',
    summary: 'Change the organisation',
    body: organisationPatch,
    response: organisation,
  }),
  putLogo: endpoint({
    method: 'PUT',
    path: '/organisation/logo',
    action: 'organisation.edit',
    summary: 'Set the logo (the body is the image)',
    rate: 30,
    query: z.object({ name: z.string().min(1).max(200) }),
    body: z.instanceof(Uint8Array),
    response: organisation,
  }),
  removeLogo: endpoint({
    method: 'DELETE',
    path: '/organisation/logo',
    action: 'organisation.edit',
    summary: 'Take the logo away',
    response: organisation,
  }),
  logo: endpoint({
    method: 'GET',
    path: '/organisation/logo',
    action: 'organisation.read',
    summary: 'The logo',
    query: z.object({ v: z.string().max(60).optional() }),
    response: z.unknown(),
    raw: true as const,
  }),
}
