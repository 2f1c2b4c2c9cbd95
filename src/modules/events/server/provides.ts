import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Metric } from '../contract/goal.ts'

type Figure = Exclude<Metric, 'manual'>
/** Live figures of the ctx's event that one look gives, each in the goal's unit (counts; rates in whole percent; money in minor units of TWD). */
export type FigureProvider<M extends Figure = Figure> = { metrics: readonly M[]; read(ctx: Ctx): Promise<Record<M, number>> }
/** Says the metrics once: what `read` gives must hold them all. */
export const figureProvider = <M extends Figure>(metrics: readonly M[], read: (ctx: Ctx) => Promise<Record<M, number>>): FigureProvider =>
  ({ metrics, read }) as FigureProvider<any>

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
