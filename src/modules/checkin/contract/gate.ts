import type { Outcome, Guest } from './checkin.ts'
import { longId, readQr } from '../../registration/contract/qr.ts'

export type Seen = Guest['seen'][string]
/** What the device says of a scan at once. `stamped`: a genuine code of somebody whom the device's list does not hold yet. */
export type Verdict = { outcome: Outcome; guest: Guest | null; first: Seen | null; registrationId: string | null; stamped: boolean }
export type Roster = { guests: ReadonlyMap<string, Guest>; byCode: ReadonlyMap<string, Guest>; qrKey: string }

const verdict = (outcome: Outcome, guest: Guest | null = null, first: Seen | null = null): Verdict => ({
  outcome,
  guest,
  first,
  registrationId: guest?.id ?? null,
  stamped: false,
})

/** What it means that this guest stands here on `day` (YYYY-MM-DD by the event's clock). */
export function greet(guest: Guest, day: string): Verdict {
  if (guest.status === 'cancelled') return verdict('cancelled', guest)
  if (guest.attendance === 'online') return verdict('online', guest)
  const first = guest.seen[day]
  return first ? verdict('again', guest, first) : verdict('ok', guest)
}

/** A scanner under caps lock turns every letter round; our codes begin with capitals, so it can be told. Full-width letters become plain. */
export function tidy(text: string): string {
  const t = text.normalize('NFKC').trim()
  return t.startsWith('bth1.') ? t.replaceAll(/[a-z]/gi, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase())) : t
}

/** A number typed alone as the one code on the list that it is short for: `45` may be `R-0045`. Other text, and what fits several, stays. */
export function fullCode(text: string, codes: Iterable<string>): string {
  const number = /^\d{1,6}$/.exec(text.normalize('NFKC').trim())?.[0].replace(/^0+(?=\d)/, '')
  if (number === undefined) return text
  const ends = new RegExp(`(^|\\D)0*${number}$`)
  const found = [...codes].filter((c) => ends.test(c))
  return found.length === 1 ? found[0]! : text
}

/**
 * Decides a scanned or typed text without a network: signature first, then the list. Where the page is not secure (plain http
 * on another machine) browsers offer no cryptography; then the unguessable id has to be in the list, and the server checks the rest.
 */
export async function decide(text: string, roster: Roster, day: string): Promise<Verdict> {
  const t = tidy(text)
  if (!t.startsWith('BTH1.')) {
    const guest = roster.byCode.get(t.toUpperCase())
    // A poster's link or a Wi-Fi code is no mistyped ticket.
    return guest ? greet(guest, day) : verdict(/^[\p{L}\d _-]{0,24}$/u.test(t) ? 'unknown' : 'foreign')
  }
  const canVerify = globalThis.crypto?.subtle !== undefined
  const id = canVerify ? await readQr(t, roster.qrKey) : longId(t.slice(5, 27))
  if (!id) return verdict('foreign')
  const guest = roster.guests.get(id)
  if (guest) return greet(guest, day)
  return canVerify ? { ...verdict('ok'), registrationId: id, stamped: true } : verdict('unknown')
}

export type Found = { guest: Guest; rank: number }
/** Width, case, accents and the two ways to write 臺 make no difference. */
const plain = (s: string) =>
  s
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('臺', '台')
/** A phone number or the end of one as its last four digits at most; '' for anything else. */
const phonePart = (word: string) => (/^[\d()+-]+$/.test(word) ? word.replaceAll(/\D/g, '').slice(-4) : '')

/** One line a guest, to be made once per list: 5,000 are searched in a few milliseconds. */
export type Entry = { guest: Guest; name: string; all: string }
export const indexGuests = (guests: Iterable<Guest>): Entry[] =>
  Array.from(guests, (guest) => ({
    guest,
    name: plain(guest.name),
    all: plain(`${guest.name}\n${guest.nameEn}\n${guest.organisation}\n${guest.title}\n${guest.code}`),
  }))

/**
 * Everybody whose name, organisation, job, code or last phone digits hold each word of `q`. First those whose name begins with it,
 * then whose name holds it, then the rest, each in the order of the list.
 */
export function findGuests(index: Iterable<Entry>, q: string): Guest[] {
  const words = plain(q)
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map((text) => ({ text, phone: phonePart(text) }))
  if (!words.length) return []
  const first = words[0]!.text
  const hits: Found[] = []
  for (const e of index) {
    if (!words.every((w) => e.all.includes(w.text) || (w.phone.length >= 3 && e.guest.phoneEnd.endsWith(w.phone)))) continue
    hits.push({ guest: e.guest, rank: e.name.startsWith(first) ? 0 : e.name.includes(first) ? 1 : 2 })
  }
  return hits.toSorted((a, b) => a.rank - b.rank).map((h) => h.guest)
}

/** `text` cut where a word of `q` stands: `[piece, isHit]`. */
export function highlight(text: string, q: string): [string, boolean][] {
  const words = q
    .trim()
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map((w) => w.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  if (!words.length) return [[text, false]]
  return text
    .split(new RegExp(`(${words.join('|')})`, 'gi'))
    .flatMap((piece, i): [string, boolean][] => (piece ? [[piece, i % 2 === 1]] : []))
}
