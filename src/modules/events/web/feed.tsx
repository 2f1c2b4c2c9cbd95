import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import type { EventScope } from '../../../kernel/web/session.tsx'
import { Feed, Section } from '../../../ui/bits.tsx'
import { daysTo, today as todayIn, useFormat } from '../../../ui/format.ts'
import { ErrorState, Skeleton } from '../../../ui/states.tsx'
import { deskEndpoints } from '../contract/desk.ts'
import { actor, sentence } from './activity-text.ts'

/** 10:52 today, 昨天, else the day: as short as it stays clear. */
export function useWhen(zone: string) {
  const t = useT('events')
  const format = useFormat(zone)
  const now = todayIn(zone)
  return (at: string) => {
    const ago = daysTo(now, todayIn(zone, at))
    return ago === 0 ? format.time(at) : ago === 1 ? t('due.yesterday') : format.date(at, { short: ago < 200, weekday: false })
  }
}

/** The last things that happened in the event. */
export function ActivityFeed({ event }: { event: EventScope }) {
  const t = useT('events')
  const lang = useLang()
  const when = useWhen(event.zone)
  const of = useEndpoint(deskEndpoints.activity, { params: { eventId: event.id }, query: { limit: 8 } })
  const rows = of.data?.rows
  return (
    <Section title={t('activity.title')} action={<AppLink to="~/activity">{t('all')}</AppLink>}>
      {!rows && (of.error ? <ErrorState error={of.error} onRetry={() => void of.refetch()} /> : <Skeleton lines={4} />)}
      {rows?.length === 0 && <p className="calm">{t('activity.empty')}</p>}
      {rows && (
        <Feed items={rows.slice(0, 8).map((row) => ({ key: row.id, when: when(row.at), who: actor(row), what: sentence(row, lang) }))} />
      )}
    </Section>
  )
}
