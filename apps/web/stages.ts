import type { IconName } from '../../src/ui/icons.tsx'

/** The life-cycle thread in its order; a `gap` begins the next phase of the event. Names are `app:stage.<key>`. */
export const stages: { key: string; gap?: boolean }[] = [
  { key: 'opportunities' },
  { key: 'planning' },
  { key: 'budget', gap: true },
  { key: 'venues' },
  { key: 'procurement' },
  { key: 'sponsorship' },
  { key: 'exhibition' },
  { key: 'marketing' },
  { key: 'programme' },
  { key: 'registration' },
  { key: 'checkin', gap: true },
  { key: 'logistics' },
  { key: 'staffing' },
  { key: 'operations' },
  { key: 'feedback', gap: true },
  { key: 'closing' },
]
/** The organisation's shelves, `app:shelf.<key>`. */
export const shelves: { key: string; icon: IconName }[] = [
  { key: 'directory', icon: 'people' },
  { key: 'venueLibrary', icon: 'place' },
  { key: 'documents', icon: 'file' },
  { key: 'competencies', icon: 'flag' },
  { key: 'rules', icon: 'list' },
  { key: 'settings', icon: 'sliders' },
]
