import type { Localized } from '../../../kernel/contract/localized.ts'

/**
 * What the office's facts look like from outside: `keys` are all that leaves of a fact (ids, dates, counts; never what
 * identifies a person), `resource` is where the API tells the rest to whoever may read it.
 */
export type HookType = Localized & { group: HookGroup; keys: readonly string[]; resource: string | null }
export type HookGroup = 'event' | 'programme' | 'registration' | 'documents' | 'crm'

const registration = {
  group: 'registration',
  keys: ['registrationId'],
  resource: '/events/:eventId/registrations/:registrationId',
} as const
const session = { group: 'programme', keys: ['sessionId'], resource: '/events/:eventId/sessions/:sessionId' } as const

export const hookTypes = {
  'event.created': { group: 'event', zh: '建立活動', en: 'Event created', keys: [], resource: '/events/:eventId' },
  'event.rescheduled': { group: 'event', zh: '活動改期', en: 'Event rescheduled', keys: ['from', 'to'], resource: '/events/:eventId' },
  'event.closed': { group: 'event', zh: '活動結案', en: 'Event closed', keys: [], resource: '/events/:eventId/closing' },
  'programme.imported': {
    group: 'programme',
    zh: '匯入議程',
    en: 'Programme imported',
    keys: ['dialect', 'created', 'updated'],
    resource: '/events/:eventId/programme',
  },
  'session.created': { ...session, zh: '新增場次', en: 'Session created' },
  'session.changed': { ...session, zh: '場次內容變更', en: 'Session changed', keys: ['sessionId', 'fields'] },
  'session.moved': { ...session, zh: '場次調動', en: 'Session moved', keys: ['sessionId', 'from', 'to'] },
  'session.removed': { ...session, zh: '刪除場次', en: 'Session removed', resource: null },
  'speaker.created': {
    group: 'programme',
    zh: '新增講者',
    en: 'Speaker created',
    keys: ['speakerId'],
    resource: '/events/:eventId/speakers/:speakerId',
  },
  'registration.confirmed': { ...registration, zh: '報名成立', en: 'Registration confirmed' },
  'registration.changed': { ...registration, zh: '報名資料變更', en: 'Registration changed' },
  'registration.cancelled': { ...registration, zh: '取消報名', en: 'Registration cancelled', keys: ['registrationId', 'by'] },
  'attendee.checkedIn': {
    group: 'registration',
    zh: '報到',
    en: 'Attendees checked in',
    keys: ['registrationIds'],
    resource: '/events/:eventId/checkin/counts',
  },
  'deliverable.issued': {
    group: 'documents',
    zh: '文件發行',
    en: 'Document issued',
    keys: ['key', 'number'],
    resource: '/events/:eventId/deliverables/:key',
  },
  'person.removed': { group: 'crm', zh: '刪除人員', en: 'Person removed', keys: ['id'], resource: null },
  'company.removed': { group: 'crm', zh: '刪除公司', en: 'Company removed', keys: ['id'], resource: null },
} as const satisfies Record<string, HookType>

export const hookTypeNames = Object.keys(hookTypes) as [keyof typeof hookTypes, ...(keyof typeof hookTypes)[]]
/** What the test button sends; no fact has this name. */
export const TEST_TYPE = 'webhook.test'
