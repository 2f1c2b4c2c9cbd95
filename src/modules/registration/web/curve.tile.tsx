import { Suspense } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import type { EventScope } from '../../../kernel/web/session.tsx'
import { LinkButton, Section } from '../../../ui/bits.tsx'
import { LineArea } from '../../../ui/charts.tsx'
import { number, useFormat } from '../../../ui/format.ts'
import { registrationEndpoints } from '../contract/registration.ts'

/** Every day from the first to the last, the last figure carried over quiet days. */
function everyDay(curve: { date: string; total: number }[]): { date: string; total: number }[] {
  const out: { date: string; total: number }[] = []
  const day = 86_400_000
  curve.forEach((point, i) => {
    const next = curve[i + 1]
    out.push(point)
    if (next)
      for (let at = Date.parse(point.date) + day; at < Date.parse(next.date); at += day)
        out.push({ date: new Date(at).toISOString().slice(0, 10), total: point.total })
  })
  return out
}

/** How registrations grow towards the goal; absent until somebody registers. */
function Curve({ event }: { event: EventScope }) {
  const t = useT('registration')
  const can = useCan()
  const format = useFormat(event.zone)
  const { data } = useEndpoint(
    registrationEndpoints.summary,
    { params: { eventId: event.id } },
    { enabled: can('registration.read'), staleTime: 30_000 },
  )
  if (!data || data.confirmed === 0) return null
  const points = everyDay(data.curve).map((one) => ({ label: format.date(one.date, { short: true, weekday: false }), value: one.total }))
  const note = data.target
    ? t('tile.ofTarget', { n: number(data.confirmed), target: number(data.target) })
    : t('tile.people', { n: number(data.confirmed) })
  return (
    <Section
      title={t('tile.title')}
      note={note}
      action={
        <LinkButton look="quiet" to="~/registrations">
          {t('tile.open')}
        </LinkButton>
      }
    >
      <LineArea
        label={`${t('tile.title')} ${note}`}
        points={points}
        {...(data.target ? { target: data.target } : {})}
        today={number(data.confirmed)}
      />
    </Section>
  )
}
export default function CurveTile(props: { event: EventScope }) {
  return (
    <Suspense fallback={null}>
      <Curve {...props} />
    </Suspense>
  )
}
