import type { Lang, Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { Block, DocModel, Letterhead } from '../contract/model.ts'
import type { DeliverableFormat, DeliverableKey } from '../contract/registry.ts'

/** A section that people write in the app; `guide` says in one or two sentences what belongs there. */
export type SectionSpec = { key: string; title: Localized; guide: Localized }
export type BuildInput = {
  lang: Lang
  letterhead: Letterhead
  /** The day of printing, ISO. */
  today: string
  /** For what other modules provide, e.g. live figures. */
  services: Services
  /** The written section as blocks marked `written`; empty where nobody wrote yet. `base` is the level of its headings. */
  written(section: string, base?: 1 | 2): Block[]
}

/** How a module makes one deliverable of the ctx's event from its records. */
export type DeliverableProvider = {
  key: DeliverableKey
  /** Who may see it, beyond `documents.read`. */
  action: string
  sections?: readonly SectionSpec[]
  build(ctx: Ctx, input: BuildInput): Promise<DocModel>
  /** Formats that are no rendering of the model (e.g. a calendar file). */
  others?: Partial<Record<DeliverableFormat, (ctx: Ctx, input: BuildInput) => Promise<Uint8Array>>>
}
export const defineDeliverable = (d: DeliverableProvider): DeliverableProvider => d

declare module '../../../kernel/server/module.ts' {
  interface Provides {
    deliverables: DeliverableProvider
  }
}
