import type { IndicatorKey } from './labels.ts'

/**
 * What serves one indicator, as paths from the repository's root. `screen`: the source of the screen, e.g.
 * `src/modules/programme/web/sessions.screen.tsx`. `test`: the file of the test that shows it, followed by ` > ` and the
 * test's title, e.g. `tests/journeys/thread.e2e.ts > a person registers`.
 */
export type Coverage = { screen: string; test: string }

/** Claims by indicator. A key that is no indicator fails the type check; a screen or test that does not exist fails `catalogue.test.ts`. */
export const coverage: { readonly [K in IndicatorKey]?: Coverage } = {
  'CNF4:P2.2.1': { screen: 'src/modules/registration/web/tickets.screen.tsx', test: 'src/modules/registration/registration.test.ts > changes, cancels, takes back and moves; the stock follows' },
  'CNF4:P2.2.8': { screen: 'src/modules/registration/web/registrations.screen.tsx', test: 'src/modules/registration/registration.test.ts > exports CSV with BOM, formulas made harmless, and XLSX' },
}
