import type { ReactNode } from 'react'
import type { MoreRows } from '../../kernel/web/cells.ts'
import type { IconName } from '../icons.tsx'

export type Value = string | number | boolean | null | undefined
export type Option = { value: string; label: string }

export type Column<Row> = {
  key: string
  label: string
  /** What sorts, groups, searches, copies and is edited; money in minor units, dates `YYYY-MM-DD`, select the option's value. */
  value: (row: Row) => Value
  /** What is drawn, if not the plain value. */
  render?: (row: Row) => ReactNode
  kind?: 'text' | 'number' | 'money' | 'date' | 'select' | 'check'
  options?: Option[]
  /** Pixels; columns without one share what is left (at least 120). */
  width?: number
  /** In-place editing; needs the list's `onEdit`. */
  editable?: boolean | ((row: Row) => boolean)
  sortable?: boolean
  groupable?: boolean
  /** At the right of a group's head, e.g. `(rows) => 'NT$ 801,000'`. */
  subtotal?: (rows: Row[]) => ReactNode
  /** Hidden until chosen in the column menu. */
  hidden?: boolean
  /** Where it stands on a phone's card; without one it is left out there. */
  card?: 'title' | 'detail' | 'tag' | 'state'
}

/** One edited cell. `before` lets the same call undo it. */
export type Change = { id: string; column: string; before: Value; after: Value }
/** What a person arranged; kept per list in the browser unless `view`/`onView` take it elsewhere. */
export type View = { columns?: string[]; groupBy?: string | null; collapsed?: string[] }
export type Query = { q?: string; sort?: string }

export type ListProps<Row> = {
  /** Names the stored view, e.g. `registration.attendees`. */
  id: string
  title: string
  /** `undefined` draws the skeleton. */
  rows: Row[] | undefined
  rowId?: (row: Row) => string
  columns: Column<Row>[]
  /** All that match, if more than the loaded rows. */
  total?: number
  /** The count in words, e.g. `412 人`. */
  count?: string
  error?: unknown
  onRetry?: () => void
  /** `all` reads the pages that are left, up to so many rows. */
  more?: { has: boolean; loading: boolean; load: () => void; all?: (rows: number) => Promise<unknown> }
  /** With `onQuery` the server searches and sorts; without, the list does. `sort` is a column key with an optional `-`. */
  query?: Query
  onQuery?: (query: Query) => void
  /** Saved filters as chips; `filter` is the key of the one that is on. */
  filters?: { key: string; label: string; count?: number }[]
  filter?: string
  onFilter?: (key: string) => void
  searchHint?: string
  view?: View
  onView?: (view: View) => void
  /** The one vermilion button; at the thumb on a phone. */
  primary?: { label: string; icon?: IconName; onClick: () => void }
  /** More buttons beside export and print. */
  actions?: ReactNode
  /** Second row of tools, e.g. own filters. */
  tools?: ReactNode
  /** Whole files beside the shown rows and columns that every list exports, e.g. all fields. */
  exports?: { label: string; href: string }[]
  /**
   * Saves edited or pasted cells, new rows and removed ones, all or nothing; a rejection puts the cells back, a `CellsRefused` marks
   * them. Answers with the ids of new rows: undo calls it with the values swapped and those ids as `removed`.
   */
  onEdit?: (changes: Change[], more: MoreRows) => Promise<unknown>
  /** `onEdit` takes new rows: pasting past the end adds some. */
  mayAdd?: boolean
  bulk?: { label: string; icon?: IconName; run: (ids: string[], clear: () => void) => void }[]
  /** Side panel of the current row. */
  drawer?: (row: Row) => { code?: string; title: ReactNode; detail?: ReactNode; body: ReactNode }
  /** Enter or double click where no cell is edited; on a phone a tap. Without it the drawer opens. */
  onOpen?: (row: Row) => void
  empty?: ReactNode
  /** Left and right of the bottom line: totals. */
  foot?: [ReactNode, ReactNode?]
}
