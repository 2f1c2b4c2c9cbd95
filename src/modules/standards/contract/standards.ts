import type { Localized } from '../../../kernel/contract/localized.ts'
import { standardShorts } from '../../documents/contract/registry.ts'
import type { ModuleName, StandardShort } from '../../documents/contract/registry.ts'
import { roleNames } from '../../identity/contract/roles.ts'
import type { Role } from '../../identity/contract/roles.ts'
import { dutyRows, taskRows } from './tasks.ts'

/** One of the five occupational standards (職能基準) of 勞動部勞動力發展署 iCAP that the product serves. */
export type Standard = {
  short: StandardShort
  /** The standard's own code with its version. */
  code: string
  name: Localized
  /** Level (職能級別) 1–6. */
  level: number
  /** Day of publication, ISO. */
  published: string
  /** The role in the product whose work the standard describes. */
  roleKey: Role
  role: Localized
}

export const standards: readonly Standard[] = [
  {
    short: 'PLN4',
    code: 'KMC2432-001v4',
    name: { zh: '活動企劃專員', en: 'Event Planning Specialist' },
    level: 3,
    published: '2023-12-15',
    roleKey: 'planner',
    role: roleNames.planner,
  },
  {
    short: 'PRX3',
    code: 'KMC3332-002v3',
    name: { zh: '公關活動業活動專案人員', en: 'Event Project Staff, Public Relations and Events' },
    level: 3,
    published: '2024-12-31',
    roleKey: 'staff',
    role: roleNames.staff,
  },
  {
    short: 'PLN2',
    code: 'KMC2432-001v2',
    name: { zh: '活動企劃專員（2018 年版）', en: 'Event Planning Specialist (2018 version)' },
    level: 4,
    published: '2018-12-21',
    roleKey: 'planner',
    role: roleNames.planner,
  },
  {
    short: 'MGR4',
    code: 'KMC2432-002v4',
    name: { zh: '活動主管', en: 'Event Supervisor' },
    level: 4,
    published: '2023-12-15',
    roleKey: 'director',
    role: roleNames.director,
  },
  {
    short: 'CNF4',
    code: 'BAS2421-002v4',
    name: { zh: '會議專案執行人員', en: 'Conference Project Executive' },
    level: 4,
    published: '2025-10-31',
    roleKey: 'staff',
    role: roleNames.staff,
  },
]

export const standardByShort: ReadonlyMap<StandardShort, Standard> = new Map(standards.map((s) => [s.short, s]))

/** A duty (主要職責). Chinese titles of duties and tasks are the standards' own names. */
export type Duty = { standard: StandardShort; code: string; title: Localized }
/** A task (工作任務). `modules` serve it, the leading one first. */
export type Task = { standard: StandardShort; duty: string; code: string; title: Localized; modules: readonly ModuleName[] }

export const duties: readonly Duty[] = standardShorts.flatMap((standard) =>
  dutyRows[standard].map(([code, zh, en]) => ({ standard, code, title: { zh, en } })),
)

export const tasks: readonly Task[] = standardShorts.flatMap((standard) =>
  taskRows[standard].map(([code, zh, en, modules]) => ({
    standard,
    duty: code.slice(0, code.indexOf('.')),
    code,
    title: { zh, en },
    modules,
  })),
)
