import type { Table } from '../../../kernel/server/db.ts'
import type { Registration } from '../contract/registration.ts'
import type { TicketType } from '../contract/ticket.ts'

type Org = { organisationId: string }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    ticketType: Table<TicketType & Org>
    registration: Table<Registration & Org>
    registrationDesk: Table<Org & { eventId: string; lastNumber: number; qrKey: string; pageKey: string }>
  }
}
