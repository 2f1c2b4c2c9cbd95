const formats = new Map<string, Intl.DateTimeFormat | null>()

function format(zone: string): Intl.DateTimeFormat | null {
  let found = formats.get(zone)
  if (found === undefined) {
    try {
      found = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })
    } catch {
      found = null
    }
    if (formats.size < 1_000) formats.set(zone, found)
  }
  return found
}

/** Local date and time; `month` 1–12. */
export type Local = { year: number; month: number; day: number; hour: number; minute: number; second: number }

/** IANA names only: Intl also takes `+08:00`, which carries no rules. */
export const isZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && format(zone) !== null

/** The wall clock in a zone at an instant (ms). */
export function localAt(zone: string, ms: number): Local {
  const out: Record<string, number> = {}
  for (const { type, value } of format(zone)!.formatToParts(ms)) if (type !== 'literal' && type !== 'era') out[type] = Number(value)
  return { year: out.year!, month: out.month!, day: out.day!, hour: out.hour!, minute: out.minute!, second: out.second! }
}

export const asUtc = (l: Local): number => Date.UTC(l.year, l.month - 1, l.day, l.hour, l.minute, l.second)

/** Offset from UTC in milliseconds, east positive. */
export const offsetAt = (zone: string, ms: number): number => asUtc(localAt(zone, ms)) - Math.floor(ms / 1000) * 1000

/**
 * Wall clock to instant (ms). A time that occurs twice means the first; one that a clock change skips moves on by the change.
 */
export function instantOf(zone: string, local: Local): { ms: number; skipped: boolean } {
  const wall = asUtc(local)
  const before = offsetAt(zone, wall - 86_400_000)
  const after = offsetAt(zone, wall + 86_400_000)
  for (const offset of new Set([before, after])) if (offsetAt(zone, wall - offset) === offset) return { ms: wall - offset, skipped: false }
  return { ms: wall - before, skipped: true }
}

const two = (n: number) => String(n).padStart(2, '0')
/** `2024-03-09` in the zone. */
export const dateIn = (zone: string, ms: number): string => {
  const l = localAt(zone, ms)
  return `${String(l.year).padStart(4, '0')}-${two(l.month)}-${two(l.day)}`
}
/** `+08:00` */
export const offsetText = (offset: number): string => {
  const minutes = Math.abs(Math.round(offset / 60_000))
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
/** `2024-03-09T08:30:00+08:00` */
export const isoIn = (zone: string, ms: number): string => {
  const l = localAt(zone, ms)
  return `${dateIn(zone, ms)}T${two(l.hour)}:${two(l.minute)}:${two(l.second)}${offsetText(offsetAt(zone, ms))}`
}

/** Cities and countries whose zone can't be read off the IANA name; lower case. */
const places: Record<string, string> = {
  taiwan: 'Asia/Taipei',
  臺灣: 'Asia/Taipei',
  台灣: 'Asia/Taipei',
  台北: 'Asia/Taipei',
  臺北: 'Asia/Taipei',
  台中: 'Asia/Taipei',
  臺中: 'Asia/Taipei',
  高雄: 'Asia/Taipei',
  台南: 'Asia/Taipei',
  臺南: 'Asia/Taipei',
  新竹: 'Asia/Taipei',
  kaohsiung: 'Asia/Taipei',
  taichung: 'Asia/Taipei',
  tainan: 'Asia/Taipei',
  hsinchu: 'Asia/Taipei',
  tw: 'Asia/Taipei',
  japan: 'Asia/Tokyo',
  jp: 'Asia/Tokyo',
  kyoto: 'Asia/Tokyo',
  osaka: 'Asia/Tokyo',
  korea: 'Asia/Seoul',
  kr: 'Asia/Seoul',
  香港: 'Asia/Hong_Kong',
  germany: 'Europe/Berlin',
  deutschland: 'Europe/Berlin',
  de: 'Europe/Berlin',
  leipzig: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  köln: 'Europe/Berlin',
  münchen: 'Europe/Berlin',
  munich: 'Europe/Berlin',
  karlsruhe: 'Europe/Berlin',
  dresden: 'Europe/Berlin',
  mildenberg: 'Europe/Berlin',
  heidelberg: 'Europe/Berlin',
  bonn: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  nürnberg: 'Europe/Berlin',
  nuremberg: 'Europe/Berlin',
  belgium: 'Europe/Brussels',
  be: 'Europe/Brussels',
  bruxelles: 'Europe/Brussels',
  ghent: 'Europe/Brussels',
  france: 'Europe/Paris',
  fr: 'Europe/Paris',
  lyon: 'Europe/Paris',
  strasbourg: 'Europe/Paris',
  bordeaux: 'Europe/Paris',
  toulouse: 'Europe/Paris',
  austria: 'Europe/Vienna',
  wien: 'Europe/Vienna',
  graz: 'Europe/Vienna',
  linz: 'Europe/Vienna',
  switzerland: 'Europe/Zurich',
  basel: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  netherlands: 'Europe/Amsterdam',
  utrecht: 'Europe/Amsterdam',
  denmark: 'Europe/Copenhagen',
  uk: 'Europe/London',
  cambridge: 'Europe/London',
  manchester: 'Europe/London',
  edinburgh: 'Europe/London',
  brno: 'Europe/Prague',
  'czech republic': 'Europe/Prague',
  barcelona: 'Europe/Madrid',
  bangalore: 'Asia/Kolkata',
  bengaluru: 'Asia/Kolkata',
  india: 'Asia/Kolkata',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  portland: 'America/Los_Angeles',
  boston: 'America/New_York',
  montréal: 'America/Toronto',
  montreal: 'America/Toronto',
}

let cities: Map<string, string> | undefined

/** The zone of a city or country by name, also inside a longer line such as `Brussels, Belgium`. */
export function zoneOfPlace(name: string): string | undefined {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone')
      .filter((z) => /^(Africa|America|Asia|Australia|Europe|Pacific)\//.test(z))
      .map((z) => [z.split('/').at(-1)!.replaceAll('_', ' ').toLowerCase(), z]),
  )
  for (const part of [name, ...name.split(/[,，、/()（）;]/)]) {
    const key = part.trim().toLowerCase()
    if (!key) continue
    const found = (Object.hasOwn(places, key) ? places[key] : undefined) ?? cities.get(key)
    if (found) return found
  }
  const cjk = Object.keys(places).find((p) => /^[臺台高新香]/.test(p) && name.includes(p))
  return cjk ? places[cjk] : undefined
}

/** One likely zone per offset pattern, home first; `samples` are instants with the offset the file gave (ms). */
export function zoneOfOffsets(samples: { ms: number; offset: number }[], preferred: string[] = []): string | undefined {
  const likely = [
    'Asia/Taipei',
    'Asia/Tokyo',
    'Europe/Berlin',
    'Europe/London',
    'Europe/Helsinki',
    'America/New_York',
    'America/Los_Angeles',
    'America/Chicago',
    'America/Denver',
    'Asia/Kolkata',
    'Asia/Bangkok',
    'Australia/Sydney',
    'Pacific/Auckland',
    'America/Sao_Paulo',
    'Asia/Dubai',
    'Europe/Moscow',
    'UTC',
  ]
  return [...preferred, ...likely].find((z) => fits(z, samples))
}

export const fits = (zone: string, samples: { ms: number; offset: number }[]): boolean =>
  isZone(zone) && samples.every((s) => offsetAt(zone, s.ms) === s.offset)
