import type { Value } from '../../../ui/list/types.ts'
import type { RegistrationDraft } from '../contract/registration.ts'
import { dietValue } from './parts.tsx'

const text = (v: Value) => (v === null || v === undefined ? '' : String(v).trim())

/** Rows pasted from Excel as drafts; those that name no ticket type get the first one. */
export const draftsOf = (rows: Record<string, Value>[], firstType: string): RegistrationDraft[] =>
  rows.map((r) => ({
    ticketTypeId: text(r.ticketTypeId) || firstType,
    name: text(r.name),
    nameEn: text(r.nameEn),
    organisation: text(r.organisation),
    title: text(r.title),
    email: text(r.email),
    phone: text(r.phone),
    country: text(r.country),
    ...(r.attendance === 'online' || r.attendance === 'onsite' ? { attendance: r.attendance } : {}),
    diet: dietValue(text(r.diet)),
    note: text(r.note),
  }))
