import { pick } from '../../../src/kernel/contract/localized.ts'
import { useLang, useT } from '../../../src/kernel/web/i18n.ts'
import { Slot, slotFilled } from '../../../src/kernel/web/module.tsx'
import { AppLink } from '../../../src/kernel/web/nav.tsx'
import { useEndpoint } from '../../../src/kernel/web/query.ts'
import { eventEndpoints } from '../../../src/modules/events/contract/event.ts'
import { daysTo, dDay, today, useFormat } from '../../../src/ui/format.ts'
import { Page } from '../../../src/ui/record.tsx'
import { EmptyState, Loaded } from '../../../src/ui/states.tsx'
import { Section } from '../../../src/ui/bits.tsx'

/** The organisation's events by date. The slot `today.action` stands in the heading (create an event), `today` below the list. */
export function Today() {
  const t = useT('app')
  const lang = useLang()
  const format = useFormat()
  const events = useEndpoint(eventEndpoints.list, { query: { limit: 200, sort: 'startDate' } })
  const now = today()
  return (
    <Page title={t('today.title')} note={format.date(now)} actions={<Slot name="today.action" />}>
      <Loaded of={events}>
        {({ rows, total }) => {
          if (total === 0)
            return (
              <EmptyState icon="calendar" title={t('today.empty')} action={<Slot name="today.empty" />}>
                {t('today.emptyHelp')}
              </EmptyState>
            )
          const coming = rows.filter((row) => row.endDate >= now)
          const past = rows.filter((row) => row.endDate < now).reverse()
          return [
            { key: 'coming', list: coming },
            { key: 'past', list: past },
          ].map(
            ({ key, list }) =>
              list.length > 0 && (
                <Section key={key} title={t(`today.${key}`)} note={list.length}>
                  <ul className="eventlist">
                    {list.map((row) => (
                      <li key={row.id}>
                        <AppLink to={`/e/${row.slug}`}>
                          <span className="dd">
                            {dDay(daysTo(row.startDate > now ? row.startDate : row.endDate < now ? row.endDate : now, now))}
                          </span>
                          <span className="cut">
                            <b>{pick(row.name, lang)}</b>
                            <small>{pick(row.venueName, lang)}</small>
                          </span>
                          <span className="when">
                            {format.date(row.startDate)}
                            {row.endDate !== row.startDate && ` – ${format.date(row.endDate, { short: true })}`}
                          </span>
                        </AppLink>
                      </li>
                    ))}
                  </ul>
                </Section>
              ),
          )
        }}
      </Loaded>
      {slotFilled('today') && <Slot name="today" />}
    </Page>
  )
}
