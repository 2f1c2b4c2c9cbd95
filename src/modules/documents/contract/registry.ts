import type { Localized } from '../../../kernel/contract/localized.ts'
import type { DeliverableFormat, EventPhase, ModuleName, StandardShort } from './registry-data.ts'
import { partnersDeliverables } from './registry-data-partners.ts'
import { peopleDeliverables } from './registry-data-people.ts'
import { planningDeliverables } from './registry-data-planning.ts'

export { deliverableFormats, eventPhases, moduleNames, standardShorts } from './registry-data.ts'
export type { DeliverableFormat, EventPhase, ModuleName, OutputKey, StandardShort } from './registry-data.ts'

const data = { ...planningDeliverables, ...partnersDeliverables, ...peopleDeliverables }

export type DeliverableKey = keyof typeof data

/** One work output that a deliverable covers. `title` is the name that the standard gives it. */
export type Output = { standard: StandardShort; task: string; code: string; title: string }

export type Deliverable = {
  key: DeliverableKey
  /** The module that builds it. */
  module: ModuleName
  /** The phase in which it is first issued. */
  phase: EventPhase
  name: Localized
  formats: readonly DeliverableFormat[]
  outputs: readonly Output[]
}

/** `'PLN2:O4.2.1'` → standard PLN2, task T4.2, code O4.2.1: an output's code begins with its task's number. */
function outputOf(key: string, title: string): Output {
  const [standard, code] = key.split(':') as [StandardShort, string]
  return { standard, task: `T${code.slice(1, code.lastIndexOf('.'))}`, code, title }
}

/** All 121 deliverables of the five standards, in the order of the life cycle's modules. */
export const deliverables: readonly Deliverable[] = Object.entries(data).map(([key, d]) => ({
  key: key as DeliverableKey,
  module: d.module,
  phase: d.phase,
  name: d.name,
  formats: d.formats,
  outputs: Object.entries(d.outputs).map(([output, title]) => outputOf(output, title)),
}))

export const deliverableByKey: ReadonlyMap<string, Deliverable> = new Map(deliverables.map((d) => [d.key, d]))

/** Whether a string from outside (an address, the command line) names a deliverable. */
export const isDeliverableKey = (key: string): key is DeliverableKey => deliverableByKey.has(key)

/** The outputs of one standard in the order of their codes, each with its deliverable. */
export function outputsOf(standard: StandardShort): (Output & { deliverable: DeliverableKey })[] {
  const all = deliverables.flatMap((d) => d.outputs.filter((o) => o.standard === standard).map((o) => ({ ...o, deliverable: d.key })))
  return all.sort((a, b) => a.code.localeCompare(b.code, 'en', { numeric: true }))
}
