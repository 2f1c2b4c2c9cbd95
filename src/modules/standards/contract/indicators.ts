import { standardShorts } from '../../documents/contract/registry.ts'
import type { StandardShort } from '../../documents/contract/registry.ts'
import { coverage } from './coverage.ts'
import type { Coverage } from './coverage.ts'
import { labels } from './labels.ts'
import type { IndicatorKey } from './labels.ts'

export type { IndicatorKey } from './labels.ts'

/** A behaviour indicator (行為指標). `zh` and `en` are our own short labels; `screen` and `test` are null while nothing serves it yet. */
export type Indicator = {
  key: IndicatorKey
  standard: StandardShort
  task: string
  code: string
  zh: string
  en: string
  screen: string | null
  test: string | null
}

export type IndicatorState = 'covered' | 'notYet'

const claims: { readonly [key: string]: Coverage | undefined } = coverage

/** All 379 indicators, by standard and in the standards' order. */
export const indicators: readonly Indicator[] = standardShorts.flatMap((standard) =>
  Object.entries(labels[standard]).map(([code, { zh, en }]) => {
    const key = `${standard}:${code}` as IndicatorKey
    const claim = claims[key]
    return {
      key,
      standard,
      task: `T${code.slice(1, code.lastIndexOf('.'))}`,
      code,
      zh,
      en,
      screen: claim?.screen ?? null,
      test: claim?.test ?? null,
    }
  }),
)

export const indicatorState = (i: Indicator): IndicatorState => (i.screen !== null && i.test !== null ? 'covered' : 'notYet')
