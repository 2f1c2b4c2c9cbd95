import type { Localized } from '../../../kernel/contract/localized.ts'

/** Own short labels of one standard's behaviour indicators, by indicator code (`P1.1.1`). Its task follows from the code (`T1.1`). */
export type IndicatorLabels = Record<`P${number}.${number}.${number}`, Localized>
