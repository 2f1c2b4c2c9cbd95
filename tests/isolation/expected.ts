import { events } from './table.events.ts'
import { office } from './table.office.ts'
import { trust } from './table.trust.ts'

/**
 * Per action: `may` = the roles that may do it (`staff:programme,secretariat` = staff of one of these groups), 'everybody' or
 * 'everybody signed in'; `kinds` = only such callers;
 * `of` = the endpoints that ask for it, `!` where a fresh proof of identity is needed.
 */
export type Table = Record<string, { may: string; kinds?: readonly string[]; of: string[] }>
export const expected: Table = { ...office, ...events, ...trust }

/** Somebody who asks; `role` in the organisation, `team` on the team of our event. */
export type Caller = {
  name: string
  kind: 'user' | 'apiKey' | 'portal' | 'public'
  role: string | null
  team: string | null
  groups: string[]
  /** On every event's team, as keys are. */
  everyEvent: boolean
  active: boolean
  /** What a key of limited scope may do of all that its role may. */
  limited?: (action: string, method: string) => boolean
}
type Asked = { method: string; path: string; action: string; stepUp?: true }

const wide = ['owner', 'director']
/** Written apart from the policy on purpose: what this table says of one caller, one action and one event. */
export function may(who: Caller, action: string, event: 'own' | 'other' | null): boolean {
  const rule = expected[action]
  if (!rule) return false
  if (rule.may === 'everybody') return true
  if (rule.may === 'everybody signed in') return who.kind === 'user' || who.kind === 'apiKey'
  if (!who.active || (rule.kinds && !rule.kinds.includes(who.kind))) return false
  const team = event === null || wide.includes(who.role ?? '') || who.everyEvent ? who.role : event === 'own' ? who.team : null
  const groups = event === 'own' && !wide.includes(who.role ?? '') ? who.groups : []
  return rule.may.split(' ').some((entry) => {
    const [role, of] = entry.split(':')
    return role === team && (!of || of.split(',').some((g) => groups.includes(g)))
  })
}

/** The refusal that a caller must meet; `null` = none. Whoever may not even know of an event hears that there is none. */
export function refusal(who: Caller, e: Asked, event: 'own' | 'other' | null): { status: number; code: string } | null {
  if (e.action !== 'public' && who.limited && !who.limited(e.action, e.method)) return { status: 403, code: 'auth.out_of_scope' }
  if (may(who, e.action, event)) return e.stepUp && who.limited ? { status: 403, code: 'auth.out_of_scope' } : null
  if (who.kind === 'public') return { status: 401, code: 'auth.required' }
  const knows = wide.includes(who.active ? (who.role ?? '') : '') || who.everyEvent || (event === 'own' && who.active && who.team !== null)
  return event !== null && !knows ? { status: 404, code: 'record.not_found' } : { status: 403, code: 'auth.forbidden' }
}
