import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Basis, ColumnErasure, PersonalKind } from '../contract/personal.ts'

/** `[kind, zh, en, what erasure does, why it stays]`; without a fourth part it is cleared. */
export type PersonalColumn = readonly [kind: PersonalKind, zh: string, en: string, erase?: ColumnErasure, why?: Localized]

/** How the rows of one person are found. */
export type Find = {
  /** The row is the person of the directory. */
  self?: true
  /** Columns, as in the database. */
  person?: string
  email?: readonly string[]
  phone?: readonly string[]
  name?: string
  /** Rows that belong to a row of another declared table, e.g. arrivals to a registration. */
  parent?: { table: string; column: string }
  /** Rows that hang on any record by `entity` and `entity_id`. */
  record?: true
  /** Texts in which the person may be mentioned; those are shown to a person, never erased by themselves. */
  mention?: readonly string[]
}

/**
 * A table that holds personal data: whose, what for, on which ground, for how long, what erasure does with its rows. Every
 * column that can hold such data is named here or in the allow-list with a reason; a test reads the database and demands it.
 */
export type PersonalTable = {
  /** As in the database, with `organisation_id` and `id`. */
  table: string
  /** The contract's name where it is a record: its search entry, comments, files and history go with it. */
  entity?: string
  label: Localized
  subjects: Localized
  purpose: Localized
  basis: Basis
  /**
   * How long. `code` names the rule on the screen; tables may share one. `eventEnd` counts from the event's last day, `created` from
   * the row (`created_at`, else `at`), `lastContact` from the last change or the last event; `none` = by no clock (with the reason in `note`).
   * `promised`: the event's own public notice says how many days, and that counts.
   */
  retention: { code: string; from: 'eventEnd' | 'created' | 'lastContact' | 'none'; days?: number; promised?: true; note?: Localized }
  columns: Readonly<Record<string, PersonalColumn>>
  find: Find
  /** `row` deletes it, `columns` does with each column what it says, `keep` leaves it (with the reason in `why`). */
  erase: 'row' | 'columns' | 'keep'
  why?: Localized
  /** What the clock does in the end with what a request leaves. */
  retire?: 'row'
  /** Column with the id of a file that is the person's, e.g. a portrait. */
  file?: string
  /** Columns that are of no use in the person's own copy: keys for matching, duplicates in another form. */
  notInCopy?: readonly string[]
  /** Columns that say nothing of who it is, but belong to what the person is told. */
  alsoInCopy?: Readonly<Record<string, readonly [zh: string, en: string]>>
  /** Columns whose stored form must be opened for the person's own copy. */
  open?: Readonly<Record<string, (ctx: Ctx, stored: string) => string | null>>
}

declare module '../../../kernel/server/module.ts' {
  interface Provides {
    personal: PersonalTable
  }
}
