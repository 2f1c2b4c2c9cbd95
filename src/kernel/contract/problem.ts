import type { Localized } from './localized.ts'

/** An RFC 9457 problem as the API answers it. `code` is stable and dotted; `title` is in the caller's language. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  fields?: { path: string; code: string; message: string }[]
}

/** A module's catalogue of errors: code → HTTP status and its text in both languages (`{name}` takes a parameter). */
export type ErrorCatalogue = Record<string, { status: number } & Localized>
export const errorCatalogue = <const T extends ErrorCatalogue>(c: T): T => c
