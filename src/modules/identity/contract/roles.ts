import { z } from 'zod'
import type { Localized } from '../../../kernel/contract/localized.ts'

/** The seven roles, from the widest to the narrowest; front desk may check people in and nothing else. */
export const roles = ['owner', 'director', 'planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const
export type Role = (typeof roles)[number]
export const roleField = z.enum(roles)
export const roleNames: Record<Role, Localized> = {
  owner: { zh: '擁有者', en: 'Owner' },
  director: { zh: '活動主管', en: 'Director' },
  planner: { zh: '企劃', en: 'Planner' },
  staff: { zh: '專案人員', en: 'Project staff' },
  accountant: { zh: '會計', en: 'Accountant' },
  frontdesk: { zh: '報到櫃檯', en: 'Front desk' },
  viewer: { zh: '檢視者', en: 'Viewer' },
}

/** The groups 組別 that share out a congress's work. */
export const groups = [
  'programme',
  'registration',
  'transport',
  'sponsorship',
  'contractors',
  'publicity',
  'secretariat',
  'exhibition',
  'tours',
] as const
export type Group = (typeof groups)[number]
export const groupNames: Record<Group, Localized> = {
  programme: { zh: '議事組', en: 'Programme' },
  registration: { zh: '註冊組', en: 'Registration' },
  transport: { zh: '交通住宿組', en: 'Transport & lodging' },
  sponsorship: { zh: '贊助組', en: 'Sponsorship' },
  contractors: { zh: '外包組', en: 'Contractors' },
  publicity: { zh: '文宣組', en: 'Publicity' },
  secretariat: { zh: '秘書組', en: 'Secretariat' },
  exhibition: { zh: '展覽組', en: 'Exhibition' },
  tours: { zh: '旅遊晚宴組', en: 'Tours & banquet' },
}
