/** The numbers that a field of a cron line means, e.g. one with a step, `1-5`, `0,30`. */
function numbers(field: string, low: number, high: number): Set<number> {
  const out = new Set<number>()
  for (const part of field.split(',')) {
    const [, from, to, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? ['', '', '', '0']
    if (step === '0') return new Set()
    const first = from ? Number(from) : low
    const last = from ? Number(to ?? (step ? high : from)) : high
    for (let n = first; n <= last; n += Number(step ?? 1)) out.add(n)
  }
  return out
}

/** The next minute (UTC) that a five-field cron line names, after `now`; null where it names none within a year. */
export function nextRun(cron: string, now: Date): Date | null {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/)
  const fields = [
    numbers(minute, 0, 59),
    numbers(hour, 0, 23),
    numbers(day, 1, 31),
    numbers(month, 1, 12),
    numbers(weekday.replaceAll('7', '0'), 0, 6),
  ]
  if (fields.some((f) => f.size === 0)) return null
  const [minutes, hours, days, months, weekdays] = fields as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  const at = new Date(now)
  at.setUTCSeconds(0, 0)
  at.setUTCMinutes(at.getUTCMinutes() + 1)
  const end = at.getTime() + 366 * 86_400_000
  while (at.getTime() < end) {
    // Where both are given, either day will do.
    const either = day !== '*' && weekday !== '*'
    const [d, w] = [days.has(at.getUTCDate()), weekdays.has(at.getUTCDay())]
    if (!months.has(at.getUTCMonth() + 1) || !(either ? d || w : d && w)) at.setUTCHours(24, 0, 0, 0)
    else if (!hours.has(at.getUTCHours())) at.setUTCHours(at.getUTCHours() + 1, 0, 0, 0)
    else if (!minutes.has(at.getUTCMinutes())) at.setUTCMinutes(at.getUTCMinutes() + 1)
    else return at
  }
  return null
}
