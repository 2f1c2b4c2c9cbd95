import type { Table } from '../../../kernel/server/db.ts'
import type { BadgeLayout } from '../contract/badge.ts'

declare module '../../../kernel/server/db.ts' {
  interface Tables {
    badgeLayout: Table<BadgeLayout & { organisationId: string }>
  }
}
