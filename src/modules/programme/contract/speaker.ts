import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { localizedText, requiredText } from '../../../kernel/contract/localized.ts'

const webAddress = z
  .string()
  .max(2000)
  .refine((v) => v === '' || /^https?:\/\//i.test(v), { message: 'programme.link_not_http' })
export const links = () =>
  z
    .array(z.object({ label: z.string().max(500).default(''), url: webAddress }))
    .max(500)
    .default([])

/** Somebody on stage. `email` is for the office: answers hold it only for those who may edit the programme. */
export const speaker = entity({
  name: 'speaker',
  scope: 'event',
  fields: {
    name: requiredText(400),
    jobTitle: localizedText(200).prefault({}),
    organisation: localizedText(400).prefault({}),
    bio: localizedText(60_000).prefault({}),
    country: z
      .string()
      .regex(/^([A-Z]{2})?$/)
      .default(''),
    email: z.union([z.literal(''), z.email().max(200)]).default(''),
    avatarUrl: webAddress.default(''),
    photoFileId: id().nullable().default(null),
    links: links(),
  },
  columns: { key: z.string(), personId: id().nullable() },
  labels: {
    name: { zh: '姓名', en: 'Name' },
    jobTitle: { zh: '職稱', en: 'Job title' },
    organisation: { zh: '單位', en: 'Organisation' },
    bio: { zh: '簡介', en: 'Biography' },
    country: { zh: '國家', en: 'Country' },
    email: { zh: '電子郵件', en: 'E-mail' },
    avatarUrl: { zh: '照片網址', en: 'Photo address' },
    photoFileId: { zh: '照片', en: 'Photo' },
    links: { zh: '連結', en: 'Links' },
  },
  searchable: ['name', 'organisation'],
  sortable: ['name', 'organisation', 'country'],
  search: (r) => ({
    title: r.name?.zh || r.name?.en || '',
    subtitle: r.organisation?.zh || r.organisation?.en || '',
    text: `${r.name?.en ?? ''} ${r.organisation?.en ?? ''}`,
  }),
})
export type Speaker = Row<typeof speaker>
export const speakerEndpoints = crudEndpoints(speaker, '/events/:eventId/speakers', { read: 'programme.read', write: 'programme.edit' })
