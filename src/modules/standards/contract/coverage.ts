import type { IndicatorKey } from './labels.ts'

/**
 * What serves one indicator, as paths from the repository's root. `screen`: the source of the screen, e.g.
 * `src/modules/programme/web/sessions.screen.tsx`. `test`: the file of the test that shows it, followed by ` > ` and the
 * test's title, e.g. `tests/journeys/thread.e2e.ts > a person registers`.
 */
export type Coverage = { screen: string; test: string }

/** Claims by indicator. A key that is no indicator fails the type check; a screen or test that does not exist fails `catalogue.test.ts`. */
export const coverage: { readonly [K in IndicatorKey]?: Coverage } = {
  'CNF4:P1.1.4': {
    screen: 'src/modules/events/web/new.screen.tsx',
    test: 'src/modules/events/desk.test.ts > the brief is kept whole, changed with its version, and seen by the client’s viewer',
  },
  'CNF4:P2.1.1': {
    screen: 'src/modules/programme/web/grid.screen.tsx',
    test: 'src/modules/programme/programme.test.ts > one room or one person twice at a time; breaks, cancelled ones and neighbours are none',
  },
  'CNF4:P2.2.1': {
    screen: 'src/modules/registration/web/tickets.screen.tsx',
    test: 'src/modules/registration/registration.test.ts > changes, cancels, takes back and moves; the stock follows',
  },
  'CNF4:P2.2.8': {
    screen: 'src/modules/registration/web/registrations.screen.tsx',
    test: 'src/modules/registration/registration.test.ts > exports CSV with BOM, formulas made harmless, and XLSX',
  },
  'CNF4:P6.3.1': {
    screen: 'src/modules/documents/web/document.screen.tsx',
    test: 'src/modules/documents/documents.test.ts > keeps the bytes while the data goes on, and names the sections that differ',
  },
  'CNF4:P6.3.2': {
    screen: 'src/modules/crm/web/companies.screen.tsx',
    test: 'src/modules/crm/import.test.ts > a list of companies: by 統編, else by name',
  },
  'CNF4:P7.1.1': {
    screen: 'src/modules/crm/web/people.screen.tsx',
    test: 'src/modules/crm/people.test.ts > find or make: by mailbox and name, then by name and company; nothing known is overwritten; twice changes nothing',
  },
  'CNF4:P7.2.1': {
    screen: 'src/modules/crm/web/company.screen.tsx',
    test: 'src/modules/crm/deliverables.test.ts > the attendee and client contact lists hold this event’s people, for those who may export personal data',
  },
  'MGR4:P2.1.1': {
    screen: 'src/modules/events/web/goals.screen.tsx',
    test: 'src/modules/events/desk.test.ts > floors and ceilings, live and entered, as the dashboard shows them',
  },
  'MGR4:P3.2.1': {
    screen: 'src/modules/closing/web/closing.screen.tsx',
    test: 'src/modules/documents/documents.test.ts > names what was missed, and says so when everything was reached',
  },
  'MGR4:P3.2.2': {
    screen: 'src/modules/documents/web/document.screen.tsx',
    test: 'src/modules/documents/documents.test.ts > prints the review and its recommendations, in the report and as a slide of the deck',
  },
  'PLN2:P1.3.1': {
    screen: 'src/modules/rules/web/rules.screen.tsx',
    test: 'src/modules/rules/rules.test.ts > everybody of the office looks a rule up by group, day and word; the front desk does not',
  },
  'PLN2:P2.1.1': {
    screen: 'src/modules/documents/web/document.screen.tsx',
    test: 'src/modules/events/deliverables.test.ts > the plan states goals, budget, scope, phases with D-days and the contact list',
  },
  'PLN2:P2.3.3': {
    screen: 'src/modules/documents/web/document.screen.tsx',
    test: 'src/modules/documents/documents.test.ts > says the figures of the records, by equality',
  },
  'PLN2:P4.3.5': {
    screen: 'src/modules/programme/web/sessions.screen.tsx',
    test: 'src/modules/programme/programme.test.ts > leaves out drafts, unpublished sessions, their speakers, addresses and notes',
  },
  'PLN4:P1.1.2': {
    screen: 'src/modules/events/web/new.screen.tsx',
    test: 'src/modules/events/desk.test.ts > the brief is kept whole, changed with its version, and seen by the client’s viewer',
  },
  'PLN4:P2.3.2': {
    screen: 'src/modules/documents/web/document.screen.tsx',
    test: 'src/modules/documents/documents.test.ts > prints the review and its recommendations, in the report and as a slide of the deck',
  },
  'PRX3:P2.4.3': {
    screen: 'src/modules/identity/web/team.screen.tsx',
    test: 'src/modules/identity/people.test.ts > planners put people on the team up to their own role; nobody else may',
  },
  'PLN2:P8.1.1': {
    screen: 'src/modules/checkin/web/prepare.screen.tsx',
    test: 'src/modules/checkin/desk.test.ts > follow the registrations: who is new is counted at once, who cancels no longer',
  },
  'CNF4:P5.1.3': {
    screen: 'src/modules/checkin/web/certificates.screen.tsx',
    test: 'src/modules/checkin/certificate.test.ts > go to the confirmed people who came, numbered without gaps in the order of registration',
  },
  'PLN2:P8.2.5': {
    screen: 'src/modules/checkin/web/prepare.screen.tsx',
    test: 'src/modules/checkin/desk.test.ts > the procedure names stations, counters and checks, with a line to sign',
  },
  'PLN2:P8.1.3': {
    screen: 'apps/checkin/screens/scan.screen.tsx',
    test: 'tests/journeys/checkin.e2e.ts > a phone checks in through camera, scanner and name',
  },
  'PLN2:P8.3.2': {
    screen: 'src/modules/badges/web/badges.screen.tsx',
    test: 'src/modules/badges/badges.test.ts > holds confirmed people on site and nobody else, two pages each with a back',
  },
  'PLN2:P8.3.3': {
    screen: 'apps/checkin/screens/verdict.screen.tsx',
    test: 'src/modules/checkin/checkin.test.ts > reads the printed code in any case, and tells apart what it may not let in',
  },
}
