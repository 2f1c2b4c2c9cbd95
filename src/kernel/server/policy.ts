import type { Actor, Subject } from './ctx.ts'

/** Who asks, seen from the record at hand: the effective role in its event (or in the organisation) and the groups there. */
export type Who = { actor: Actor; role: string | null; groups: readonly string[] }
export type Predicate = (who: Who, subject: Subject) => boolean
export type Permissions = Record<string, Predicate>

export const role =
  (...roles: string[]): Predicate =>
  (who) =>
    who.role !== null && roles.includes(who.role)
export const anyOf =
  (...ps: Predicate[]): Predicate =>
  (who, s) =>
    ps.some((p) => p(who, s))
export const allOf =
  (...ps: Predicate[]): Predicate =>
  (who, s) =>
    ps.every((p) => p(who, s))
/** Project staff act for the groups 組別 they belong to; planners and above for all. */
export const inGroup: Predicate = (who, s) => !s.group || who.groups.includes(s.group)

// These see every event of their organisation without being on its team.
const organisationWide = new Set(['owner', 'director'])

export type Policy = {
  permissions: Permissions
  can(actor: Actor, action: string, subject?: Subject): boolean
  actions(actor: Actor, subject?: Subject): string[]
}

/** Joins the modules' permissions; the action of an endpoint that none of them knows is refused to everybody. */
export function makePolicy(permissions: Permissions): Policy {
  const who = (actor: Actor, subject: Subject): Who => {
    if (actor.role && organisationWide.has(actor.role)) return { actor, role: actor.role, groups: [] }
    if (!subject.eventId) return { actor, role: actor.role, groups: [] }
    const m = actor.events.get(subject.eventId)
    return { actor, role: m?.role ?? null, groups: m?.groups ?? [] }
  }
  const can = (actor: Actor, action: string, subject: Subject = {}) => {
    if (action === 'public') return true
    if (actor.allows && !actor.allows(action)) return false
    if (action === 'signedIn') return actor.kind === 'user' || actor.kind === 'apiKey' || actor.kind === 'system'
    if (actor.kind === 'system') return action in permissions
    return permissions[action]?.(who(actor, subject), subject) ?? false
  }
  return { permissions, can, actions: (actor, subject) => Object.keys(permissions).filter((a) => can(actor, a, subject)) }
}
