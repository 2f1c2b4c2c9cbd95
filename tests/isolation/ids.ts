import { sql } from 'kysely'
import type { Db } from '../../src/kernel/server/db.ts'
import { newId } from '../../src/kernel/contract/ids.ts'

/** `segment before the parameter` → table; what is missing here is named by the matrix. */
const bySegment: Record<string, string> = {
  rooms: 'room',
  tracks: 'track',
  'session-types': 'session_type',
  speakers: 'speaker',
  sessions: 'session',
  'ticket-types': 'ticket_type',
  registrations: 'registration',
  checkin: 'registration',
  'attendance-certificates': 'attendance_certificate',
  'desk-items': 'desk_item',
  'desk-steps': 'desk_step',
  team: 'event_member',
  contacts: 'event_contact',
  goals: 'event_goal',
  issues: 'document_issue',
  mail: 'mail_message',
  files: 'file',
  comments: 'comment',
  'portal-links': 'portal_link',
  people: 'person',
  roles: 'person_role',
  companies: 'company',
  imports: 'crm_import',
  rules: 'rule',
  views: 'saved_view',
  webhooks: 'webhook',
  deliveries: 'webhook_delivery',
  members: 'member',
  invitations: 'invitation',
  'api-keys': 'api_key',
  tokens: 'assistant_token',
  approvals: 'approval_request',
  merges: 'crm_merge',
  requests: 'privacy_request',
  stops: 'privacy_stop',
  holds: 'privacy_hold',
  breaches: 'privacy_breach',
  certificates: 'privacy_certificate',
  accounts: 'payment_account',
  attempts: 'payment_attempt',
}
/** Field of a body → table. */
const byField: Record<string, string> = {
  eventId: 'event',
  eventIds: 'event',
  companyId: 'company',
  clientId: 'company',
  contactPersonId: 'person',
  personId: 'person',
  photoFileId: 'file',
  trackId: 'track',
  typeId: 'session_type',
  roomIds: 'room',
  speakerId: 'speaker',
  ticketTypeId: 'ticket_type',
  registrationId: 'registration',
  registrationIds: 'registration',
  ids: 'notification',
}
/** Parameters that are no ids. */
const fixed: Record<string, string> = {
  'deliverables/:key': 'agenda',
  'sections/:section': 'design',
  'account/sessions/:id': 'nothing',
  'account/passkeys/:id': 'nothing',
  'privacy/copies/:token': 'nothing',
  'files/link/:token': 'nothing',
  'privacy/retention/:code': 'registrations',
  'certificates/:id/:format': 'docx',
  'payments/go/:token': 'nothing-but-twenty-letters',
  'callback/:accountId': 'nothing',
  'return/:accountId': 'nothing',
  'return/:accountId/:attemptId': 'nothing',
}

export type Ids = ReadonlyMap<string, string>
export type Place = { organisationId: string; event: { id: string; slug: string }; userId: string }
type Asked = { method: string; path: string }

/** Ids of the records of one place, one a table, found once. */
export async function idsOf(db: Db, tables: { table: string; inEvent: boolean }[], at: Place): Promise<Map<string, string>> {
  const parts = tables.map(
    ({ table, inEvent }) =>
      sql`(select ${table}::text as t, id::text as id from ${sql.table(table)} where organisation_id = ${at.organisationId} ${
        table === 'event' ? sql`and id = ${at.event.id}` : inEvent ? sql`and event_id = ${at.event.id}` : sql``
      } order by id limit 1)`,
  )
  const { rows } = await db.asSystem((tx) => sql<{ t: string; id: string }>`${sql.join(parts, sql` union all `)}`.execute(tx))
  return new Map(rows.map((r) => [r.t, r.id]))
}

/** The table whose id stands at each parameter of a path; `null` = unknown. */
export function parametersOf(e: Asked): { name: string; table: string | null; value?: string }[] {
  const parts = e.path.split('/')
  return parts.flatMap((p, i) => {
    if (!p.startsWith(':') || p === ':eventId' || p === ':slug') return []
    const name = p.slice(1)
    const before = parts.slice(0, i).filter((x) => !x.startsWith(':'))
    const known = Object.entries(fixed).find(([k]) => e.path.includes(`/${k}`) && k.endsWith(`/:${name}`) && k.includes(before.at(-1)!))
    if (known) return [{ name, table: null, value: known[1] }]
    if (name === 'key') return [{ name, table: 'event', value: 'slug' }]
    return [{ name, table: bySegment[before.at(-1)!] ?? null }]
  })
}
/** Tables of the last parameter: what the address is about. */
export const tableOf = (e: Asked) => parametersOf(e).findLast((p) => p.table && p.value !== 'slug')?.table ?? null

/** The id that belongs into a field of a body. `own` are the ids of the side asked for. */
export const idFor =
  (ids: ReadonlyMap<string, string>, e: Asked) =>
  (field: string): string =>
    ids.get(byField[field] ?? tableOf(e) ?? collectionOf(e) ?? '') ?? newId()
/** Of `/events/:eventId/rooms/batch`: rooms. */
export const collectionOf = (e: Asked) => bySegment[e.path.split('/').findLast((p) => bySegment[p]) ?? '']

export function pathWith(e: Asked, event: { id: string; slug: string }, ids: ReadonlyMap<string, string>, missing = newId()): string {
  const named = new Map(parametersOf(e).map((p) => [p.name, p]))
  return `/api${e.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'eventId') return event.id
    if (name === 'slug') return event.slug
    const p = named.get(name)!
    return p.value === 'slug' ? event.slug : (p.value ?? ids.get(p.table ?? '') ?? missing)
  })}`
}
