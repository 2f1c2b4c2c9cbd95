import { z } from 'zod'
import { batchEndpoint, crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, requiredText } from '../../../kernel/contract/localized.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { countryField, emailField, phoneField, tagsField, taxIdField, urlField } from './values.ts'

export const companyKinds = ['client', 'supplier', 'sponsor', 'venue', 'media', 'university', 'association', 'government', 'other'] as const
export type CompanyKind = (typeof companyKinds)[number]
export const companyKindNames: Record<CompanyKind, Localized> = {
  client: { zh: '客戶', en: 'Client' },
  supplier: { zh: '供應商', en: 'Supplier' },
  sponsor: { zh: '贊助商', en: 'Sponsor' },
  venue: { zh: '場地', en: 'Venue' },
  media: { zh: '媒體', en: 'Media' },
  university: { zh: '學校', en: 'University' },
  association: { zh: '公協會', en: 'Association' },
  government: { zh: '政府機關', en: 'Government' },
  other: { zh: '其他', en: 'Other' },
}

/** A company or other body. Its tax ID, telephone and mailbox are public business data and are not masked. */
export const company = entity({
  name: 'company',
  scope: 'organisation',
  fields: {
    name: requiredText(200),
    taxId: taxIdField(),
    kind: z.enum(companyKinds).default('other'),
    industry: z.string().trim().max(120).default(''),
    country: countryField(),
    city: z.string().trim().max(60).default(''),
    address: z.string().trim().max(300).default(''),
    phone: phoneField(),
    email: emailField(),
    website: urlField(),
    contactPersonId: id().nullable().default(null),
    tags: tagsField(),
    notes: z.string().max(4000).default(''),
  },
  labels: {
    name: { zh: '名稱', en: 'Name' },
    taxId: { zh: '統一編號', en: 'Tax ID' },
    kind: { zh: '類別', en: 'Kind' },
    industry: { zh: '行業', en: 'Industry' },
    country: { zh: '國家', en: 'Country' },
    city: { zh: '縣市', en: 'City' },
    address: { zh: '地址', en: 'Address' },
    phone: { zh: '電話', en: 'Phone' },
    email: { zh: '電子郵件', en: 'E-mail' },
    website: { zh: '網址', en: 'Website' },
    contactPersonId: { zh: '聯絡人', en: 'Contact' },
    tags: { zh: '標籤', en: 'Tags' },
    notes: { zh: '備註', en: 'Notes' },
  },
  searchable: ['name', 'taxId', 'industry', 'city'],
  sortable: ['name', 'kind', 'city', 'taxId'],
  search: (r) => ({
    title: r.name.zh || r.name.en,
    subtitle: [r.name.zh && r.name.en, r.taxId].filter(Boolean).join(' '),
    text: `${r.industry} ${r.city} ${(r.tags ?? []).join(' ')}`,
  }),
})
export type Company = Row<typeof company>

/** Something to look at again that refuses nothing; `code` is of the catalogue. */
export const hint = z.object({ path: z.string(), code: z.string(), zh: z.string(), en: z.string() })
export const companyRow = company.row.extend({
  contactName: z.string(),
  people: z.number().int(),
  hints: z.array(hint),
  can: can.optional(),
})
export type CompanyRow = z.output<typeof companyRow>

const crud = crudEndpoints(company, '/crm/companies', { read: 'crm.read', write: 'crm.edit' })
export const companyEndpoints = {
  ...crud,
  list: endpoint({
    method: 'GET',
    path: '/crm/companies',
    action: 'crm.read',
    summary: 'Companies of the directory',
    query: listQuery.extend({ kind: z.enum(companyKinds).optional() }),
    response: pageOf(companyRow).extend({ counts: z.record(z.string(), z.number().int()) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/crm/companies/:id',
    action: 'crm.read',
    summary: 'One company',
    params: z.object({ id: id() }),
    response: companyRow,
  }),
  create: endpoint({
    method: 'POST',
    path: '/crm/companies',
    action: 'crm.edit',
    summary: 'Add a company',
    labels: company.labels,
    body: company.draft,
    response: companyRow,
  }),
  batch: batchEndpoint({
    path: '/crm/companies',
    action: 'crm.edit',
    summary: 'Add, change and remove many companies, all or none',
    params: z.object({}),
    draft: company.draft,
    patch: company.patch,
    row: companyRow,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/crm/companies/:id',
    action: 'crm.edit',
    summary: 'Change a company',
    labels: company.labels,
    params: z.object({ id: id() }),
    body: company.patch,
    response: companyRow,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/crm/companies/:id',
    action: 'crm.edit',
    summary: 'Remove a company; its people stay',
    params: z.object({ id: id() }),
    response: z.object({ id: id() }),
  }),
}
