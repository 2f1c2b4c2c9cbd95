import { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'

/** What a key's scopes are about, in people's words; `actions` are the first words of the policy's actions. */
export const scopeAreas = {
  events: {
    zh: '活動、目標、留言與檔案',
    en: 'Events, goals, comments and files',
    actions: ['events', 'goals', 'comments', 'files', 'history'],
  },
  programme: { zh: '議程、場次與講者', en: 'Programme, sessions and speakers', actions: ['programme'] },
  registration: { zh: '報名與票種', en: 'Registrations and tickets', actions: ['registration', 'tickets'] },
  checkin: { zh: '報到', en: 'Check-in', actions: ['checkin'] },
  crm: { zh: '人員與公司', en: 'People and companies', actions: ['crm'] },
  documents: {
    zh: '文件、結案與規則',
    en: 'Documents, closing and rules',
    actions: ['documents', 'closing', 'standards', 'rules'],
  },
  team: { zh: '組織資料、成員與團隊', en: 'Organisation, members and teams', actions: ['organisation', 'members', 'team'] },
} as const satisfies Record<string, Localized & { actions: readonly string[] }>
export type ScopeArea = keyof typeof scopeAreas

/** Beside the areas: unmasked personal data and its export. Nothing else includes it. */
export const PERSONAL = 'personal_data'
export const scopeAreaNames = Object.keys(scopeAreas) as ScopeArea[]
export const scopes = [...scopeAreaNames.flatMap((a) => [`${a}.read`, `${a}.edit`] as const), PERSONAL] as const
export const scopeField = z.enum(scopes as unknown as [string, ...string[]])

const areaOf = new Map<string, ScopeArea>(scopeAreaNames.flatMap((a) => scopeAreas[a].actions.map((first) => [first, a] as const)))
const looks = /^(read|list|events)$/
const personal = /personal|reveal|export|unmask|^values$/i
// Who may come in, and the house itself, are for people to change.
const closed = new Set(['organisation.edit', 'members.edit'])

/**
 * May a key with these scopes do an action, with a request of this method? What no scope names is refused: actions of
 * other modules, accounts, keys and letters too.
 */
export function scopeAllows(given: readonly string[], action: string, method = 'GET'): boolean {
  const [first = '', second = ''] = action.split('.')
  const area = areaOf.get(first)
  if (!area || closed.has(action)) return false
  const mine = given.includes(`${area}.edit`) || (given.includes(`${area}.read`) && method === 'GET')
  if (personal.test(second)) return mine && given.includes(PERSONAL)
  return mine && (looks.test(second) || given.includes(`${area}.edit`))
}
