import type { Table } from '../../../kernel/server/db.ts'
import type { Contact } from '../contract/contact.ts'
import type { Event } from '../contract/event.ts'
import type { Goal } from '../contract/goal.ts'

type Org = { organisationId: string }
type Stamps = { version: number; createdAt: string; updatedAt: string }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    event: Table<Event & Org>
    eventGoal: Table<Goal & Org>
    eventContact: Table<Contact & Org>
    comment: Table<
      Org & {
        id: string
        eventId: string | null
        entity: string
        entityId: string
        body: string
        mentions: string[]
        authorId: string | null
        authorName: string
        editedAt: string | null
        removedAt: string | null
      } & Stamps
    >
    notification: Table<
      Org & {
        id: string
        eventId: string | null
        userId: string
        kind: string
        entity: string
        entityId: string
        title: string
        body: string
        readAt: string | null
        createdAt: string
      }
    >
    savedView: Table<Org & { id: string; userId: string | null; list: string; name: string; view: unknown } & Stamps>
  }
}
