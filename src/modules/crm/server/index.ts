export { type KnownPerson, linkPeople, linkPerson, type RoleLink, unlinkRoles } from './link.ts'
export { createCompany, getCompany } from './companies.ts'
export type {} from './tables.ts'
