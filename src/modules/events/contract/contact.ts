import { z } from 'zod'
import { crudEndpoints, entity, type Row } from '../../../kernel/contract/entity.ts'
import { groups } from '../../identity/contract/roles.ts'

/** One line of the event's contact list 通訊錄: team, client, venue, suppliers; with or without an account. */
export const contact = entity({
  name: 'eventContact',
  scope: 'event',
  fields: {
    position: z.number().int().default(0),
    name: z.string().trim().min(1).max(120),
    group: z.enum(groups).nullable().default(null),
    role: z.string().max(120).default(''),
    company: z.string().max(160).default(''),
    phone: z.string().max(60).default(''),
    email: z.string().max(200).default(''),
    duty: z.string().max(500).default(''),
    emergency: z.boolean().default(false),
  },
  labels: {
    position: { zh: '順序', en: 'Order' },
    name: { zh: '姓名', en: 'Name' },
    group: { zh: '組別', en: 'Group' },
    role: { zh: '職務', en: 'Role' },
    company: { zh: '單位', en: 'Organisation' },
    phone: { zh: '電話', en: 'Phone' },
    email: { zh: '電子郵件', en: 'E-mail' },
    duty: { zh: '負責事項', en: 'Duty' },
    emergency: { zh: '緊急聯絡人', en: 'Emergency contact' },
  },
  searchable: ['name', 'company', 'role'],
  sortable: ['position', 'name', 'group'],
  search: (r) => ({ title: r.name, subtitle: [r.company, r.role].filter(Boolean).join(' ') }),
})
export type Contact = Row<typeof contact>
export const contactEndpoints = crudEndpoints(contact, '/events/:eventId/contacts', { read: 'events.read', write: 'team.edit' })
