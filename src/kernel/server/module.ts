import type { FastifyBaseLogger } from 'fastify'
import type { ErrorCatalogue } from '../contract/problem.ts'
import type { Ctx } from './ctx.ts'
import type { Job } from './jobs.ts'
import type { Mount, Services } from './mount.ts'
import type { EventHandler } from './outbox.ts'
import type { Permissions } from './policy.ts'

/** What a clone of an event takes over of a module: ids of the old event's records → ids of the new one's. */
export type CloneMap = Map<string, string>
export type CloneInput = {
  fromEventId: string
  toEventId: string
  /** whole days between the two openings */ shiftDays: number
  map: CloneMap
}

/** What modules give to lower ones without being imported by them; each taker declares its slot by declaration merging. */
export interface Provides {}

/** A module's manifest: the only thing that the composition root knows of it. */
export type Module = {
  name: string
  /** Modules whose `contract/*` and `server/index.ts` this one may import; checked against the real imports. */
  uses: readonly string[]
  permissions: Permissions
  errors?: ErrorCatalogue
  routes?(mount: Mount, services: Services): void
  handlers?: readonly EventHandler[]
  jobs?: readonly Job[]
  /** Loops of its own beside the outbox, e.g. senders; any number of processes may run them. `drain` ends when nothing is due. */
  workers?: readonly ((services: Services, log: FastifyBaseLogger) => { drain(): Promise<void>; stop(): Promise<void> })[]
  /** Figures, alerts, deliverables …: read by their takers through `services.provided(slot)`. */
  provides?: { [K in keyof Provides]?: readonly Provides[K][] }
  /** What happens to this module's records when an event is cloned: a verb, or the reason why nothing does. */
  clone: ((ctx: Ctx, input: CloneInput) => Promise<void>) | { none: string }
  /** Adds this module's part of the demo to the organisation; runs in the order of the module list. */
  seed?(ctx: Ctx, demo: DemoContext): Promise<void>
}
/** Handed from module to module while the demo is made; each leaves the ids that later ones need. */
export type DemoContext = { today: string; services: Services; ids: Map<string, string> }

export const defineModule = <const M extends Module>(m: M): M => m
