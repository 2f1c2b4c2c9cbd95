import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Metric } from '../contract/goal.ts'

/** A live figure of the ctx's event, in the goal's unit (counts; rates in whole percent; money in minor units of TWD). */
export type FigureProvider = { metric: Exclude<Metric, 'manual'>; read(ctx: Ctx): Promise<number> }

/** Something that waits or warns in the ctx's event: what, why in figures, one link that mends it. */
export type Attention = {
  code: string
  tone: 'todo' | 'warn' | 'info'
  title: Localized
  detail: Localized
  /** below `/app/e/:slug` */ path: string
  action: Localized
  due?: string | null
}
export type AttentionProvider = { name: string; action: string; read(ctx: Ctx): Promise<Attention[]> }

declare module '../../../kernel/server/module.ts' {
  interface Provides {
    figures: FigureProvider
    attention: AttentionProvider
  }
}
