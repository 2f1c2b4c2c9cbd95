import { Popover } from '@mantine/core'
import { useState } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { useLang, useT } from '../../../src/kernel/web/i18n.ts'
import { AppLink } from '../../../src/kernel/web/nav.tsx'
import { useEndpoint } from '../../../src/kernel/web/query.ts'
import { useEvent, useSession } from '../../../src/kernel/web/session.tsx'
import { eventEndpoints } from '../../../src/modules/events/contract/event.ts'
import { useFormat } from '../../../src/ui/format.ts'
import { Icon } from '../../../src/ui/icons.tsx'
import { recentEvents } from './recent.ts'

/** The event that is open, and the way to another: search, the last ones, all. */
export function EventSwitcher() {
  const t = useT('app')
  const lang = useLang()
  const format = useFormat()
  const event = useEvent()
  const organisation = useSession().data?.organisation
  const [open, setOpen] = useState(false)
  const [q, setQ] = useState('')
  const events = useEndpoint(
    eventEndpoints.list,
    { query: { q: q || undefined, limit: 20, sort: '-startDate' } },
    { enabled: open, keepPrevious: true },
  )
  const recent = recentEvents()
  const rank = (slug: string) => (q ? 0 : recent.indexOf(slug) + 1 || 99)
  const rows = [...(events.data?.rows ?? [])].sort((a, b) => rank(a.slug) - rank(b.slug)).slice(0, 12)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <button type="button" className="switch" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span>
            <b className="two-lines">{event ? pick(event.name, lang) : t('switch.none')}</b>
            <small>{organisation && pick({ zh: organisation.name, en: organisation.nameEn }, lang)}</small>
          </span>
          <Icon name="updown" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="switchbox" aria-label={t('switch.title')}>
        <label className="search">
          <Icon name="search" small />
          <input
            type="search"
            value={q}
            placeholder={t('switch.search')}
            aria-label={t('switch.search')}
            onChange={(e) => setQ(e.target.value)}
            data-autofocus
          />
        </label>
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <AppLink to={`/e/${row.slug}`} onClick={() => setOpen(false)} aria-current={row.id === event?.id ? 'true' : undefined}>
                <b className="cut">{pick(row.name, lang)}</b>
                <small>
                  {format.date(row.startDate)}
                  {row.id === event?.id && <Icon name="check" small label={t('switch.here')} />}
                </small>
              </AppLink>
            </li>
          ))}
        </ul>
        {events.data && rows.length === 0 && <p className="mut md">{t('switch.nothing')}</p>}
        <AppLink className="allevents" to="/" onClick={() => setOpen(false)}>
          <Icon name="list" />
          {t('switch.all')}
        </AppLink>
      </Popover.Dropdown>
    </Popover>
  )
}
