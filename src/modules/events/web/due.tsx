import { useT } from '../../../kernel/web/i18n.ts'
import { daysTo, useFormat } from '../../../ui/format.ts'

/** A deadline as people say it: today, tomorrow, overdue by days, else the date. */
export function Due({ day, today }: { day: string | null | undefined; today: string }) {
  const t = useT('events')
  const format = useFormat()
  if (!day) return null
  const left = daysTo(day.slice(0, 10), today)
  if (left < 0) return <span className="amber">{t('due.late', { count: -left })}</span>
  if (left === 0) return <b>{t('due.today')}</b>
  return <>{left === 1 ? t('due.tomorrow') : format.date(day.slice(0, 10), { short: true })}</>
}
