import type { StandardShort } from '../../documents/contract/registry.ts'
import type { IndicatorLabels } from './indicator-labels.ts'
import { cnf4 } from './indicators-cnf4.ts'
import { mgr4 } from './indicators-mgr4.ts'
import { pln2 } from './indicators-pln2.ts'
import { pln4 } from './indicators-pln4.ts'
import { prx3 } from './indicators-prx3.ts'

/** Our short labels of all indicators, by standard and code. */
export const labels = { PLN4: pln4, PRX3: prx3, PLN2: pln2, MGR4: mgr4, CNF4: cnf4 } satisfies Record<StandardShort, IndicatorLabels>

/** `PLN4:P1.1.1`: any indicator of the five standards, and no other string. */
export type IndicatorKey = { [S in StandardShort]: `${S}:${keyof (typeof labels)[S] & string}` }[StandardShort]
