import { useLang } from '../../../kernel/web/i18n.ts'
import { useFormat } from '../../../ui/format.ts'

/** First to last day, the year said once: 「2027/01/07（四）– 01/08（五）」, `Thu 7 Jan 2027 – Fri 8 Jan`. */
export function useRange(zone?: string): (start: string, end: string) => string {
  const format = useFormat(zone)
  const zh = useLang() === 'zh-TW'
  return (start, end) => {
    const first = format.date(start)
    if (start === end) return first
    return `${first}${zh ? '' : ' '}– ${format.date(end, { short: start.slice(0, 4) === end.slice(0, 4) })}`
  }
}
