import type { MethodName } from '../contract/providers.ts'

/** A merchant's account with its keys opened; never leaves the server. */
export type Merchant = { merchantId: string; key: string; iv: string; base: string }
/** What the payer is sent off with. Amounts in minor units of TWD, which are whole dollars. */
export type Order = {
  tradeNo: string
  amount: number
  description: string
  method: MethodName | null
  /** Methods that the account offers, where the payer may choose. */
  methods: readonly MethodName[]
  at: Date
  /** Where the provider tells the result, server to server. */
  callbackUrl: string
  /** Where the provider sends the payer's browser. */
  returnUrl: string
}
export type Begin = { form: { action: string; fields: Record<string, string> } } | { url: string; providerRef: string }
export type Fields = Readonly<Record<string, string>>
/** What a provider says of an attempt, its signature checked. */
export type Reading = {
  tradeNo: string
  /** `issued` = the payer was given a number to pay to, and has NOT paid. */
  state: 'issued' | 'paid' | 'failed'
  amount: number | null
  providerRef: string
  simulated: boolean
  number?: { bank: string; code: string; expiresAt: string | null }
  /** The provider's code, for the log. */
  code: string
  /** The parts of the message that may be kept: no card, no payer, no signature. */
  raw: Record<string, string>
}
export class ProviderRefusal extends Error {
  code: string
  constructor(code: string) {
    super(`the provider refused: ${code}`)
    this.code = code
  }
}

/** All that the rest of the program knows of a payment provider. */
export type PaymentProvider = {
  /** How the payer gets to the provider's page. Errors: `ProviderRefusal`, network errors. */
  begin(m: Merchant, order: Order): Promise<Begin>
  /** `null` = the provider did not sign this. */
  readCallback(m: Merchant, fields: Fields): Reading | null
  /** What it must hear, as plain text: that the message was taken, or that it was not believed. */
  answers: { taken: string; refused: string }
  /** For providers that wait for the merchant's word after the payer's. Errors: network errors, after which nothing is known. */
  confirm?(m: Merchant, attempt: { tradeNo: string; amount: number; providerRef: string }): Promise<Reading>
}

/** Keeps the named fields of a message, cut to a length that a log can hold. */
export const keep = (fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.filter((n) => n in fields).map((n) => [n, String(fields[n]).replaceAll('\0', '').slice(0, 200)]))

/** A whole amount as the providers write it, or `null`. */
export const wholeAmount = (v: unknown): number | null => (/^\d{1,9}$/.test(String(v ?? '')) ? Number(v) : null)

const parts = (at: Date) =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Asia/Taipei',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  )
/** `yyyy/MM/dd HH:mm:ss` in Taipei. */
export function taipeiTime(at: Date): string {
  const p = parts(at)
  return `${p.year}/${p.month}/${p.day} ${p.hour}:${p.minute}:${p.second}`
}
/** The instant of a provider's local date or time; a date alone lasts until its end. `null` where it is neither. */
export function taipeiInstant(day: string, time = ''): string | null {
  const d = /^(\d{4})[/-](\d{2})[/-](\d{2})(?: (\d{2}:\d{2}:\d{2}))?$/.exec(day)
  if (!d) return null
  const at = new Date(`${d[1]}-${d[2]}-${d[3]}T${d[4] ?? (/^\d{2}:\d{2}:\d{2}$/.test(time) ? time : '23:59:59')}+08:00`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}
/** Text as payment pages take it: no markup, no separators of theirs, not longer than they keep. */
export const plainText = (text: string, most: number): string =>
  [
    ...text
      .toWellFormed()
      .replaceAll(/[\p{C}<>"'&#%|\\+`^]/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, most)
    .join('') || '-'
