import type { Localized } from '../../../kernel/contract/localized.ts'

/** The modules that own deliverables and serve the standards' tasks; their names are the slices' folder names. */
export const moduleNames = [
  'opportunities',
  'planning',
  'budget',
  'venues',
  'procurement',
  'sponsorship',
  'exhibition',
  'marketing',
  'programme',
  'registration',
  'checkin',
  'logistics',
  'staffing',
  'operations',
  'feedback',
  'closing',
  'portfolio',
  'crm',
  'approvals',
  'rules',
] as const
export type ModuleName = (typeof moduleNames)[number]

/** Short names of the five occupational standards (`standards/contract/standards.ts` says which is which). */
export const standardShorts = ['PLN4', 'PRX3', 'PLN2', 'MGR4', 'CNF4'] as const
export type StandardShort = (typeof standardShorts)[number]

/** The phases of an event's life, in order: 商機, 企劃, 籌備, 現場, 結案. */
export const eventPhases = ['opportunity', 'planning', 'preparation', 'onsite', 'closing'] as const
export type EventPhase = (typeof eventPhases)[number]

/** `web` = a live page, `email` = a message that is sent, `ics` = calendar, `webm` = video. */
export const deliverableFormats = ['docx', 'xlsx', 'pptx', 'pdf', 'html', 'svg', 'zip', 'ics', 'email', 'web', 'webm'] as const
export type DeliverableFormat = (typeof deliverableFormats)[number]

/** A work output (工作產出) as `<standard>:<output code>`, e.g. `PLN2:O4.2.1`. */
export type OutputKey = `${StandardShort}:O${number}.${number}.${number}`

/** How the registry's data files are written: by deliverable key; `outputs` maps each output to the title its standard gives it. */
export type DeliverableData = Record<
  string,
  {
    module: ModuleName
    phase: EventPhase
    name: Localized
    formats: readonly DeliverableFormat[]
    outputs: Readonly<Record<OutputKey, string>>
  }
>
