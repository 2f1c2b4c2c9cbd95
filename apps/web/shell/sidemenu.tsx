import { useLocation } from '@tanstack/react-router'
import { useT } from '../../../src/kernel/web/i18n.ts'
import { AppLink, usePath } from '../../../src/kernel/web/nav.tsx'
import type { MenuItem, MenuStatus } from '../../../src/kernel/web/module.tsx'
import { useEvent } from '../../../src/kernel/web/session.tsx'
import type { EventScope } from '../../../src/kernel/web/session.tsx'
import { Icon } from '../../../src/ui/icons.tsx'
import type { IconName } from '../../../src/ui/icons.tsx'
import { shelves, stages } from '../stages.ts'
import { EventSwitcher } from './switcher.tsx'
import { useMenu } from './menu.ts'

/** A pie that fills, then a tick; its words are for screen readers. */
function Progress({ of }: { of?: number }) {
  const t = useT('app')
  if (of === undefined || of <= 0)
    return (
      <svg className="g" viewBox="0 0 14 14" role="img" aria-label={t('stage.idle')}>
        <circle cx="7" cy="7" r="5.6" />
      </svg>
    )
  if (of >= 1)
    return (
      <svg className="g done" viewBox="0 0 14 14" role="img" aria-label={t('stage.done')}>
        <circle cx="7" cy="7" r="6" />
        <path d="m4.4 7.2 1.9 1.9 3.4-4" />
      </svg>
    )
  return (
    <svg className="g" viewBox="0 0 14 14" role="img" aria-label={`${Math.round(of * 100)}%`}>
      <circle cx="7" cy="7" r="5.6" />
      <circle className="pie" cx="7" cy="7" r="1.8" strokeDasharray={`${of * 11.3} 11.3`} transform="rotate(-90 7 7)" />
    </svg>
  )
}

/** Whether an address lies on or below a place. */
export const within = (here: string, place: string) => here === place || here.startsWith(`${place}/`)
/** Of places where one may lie below another (`/programme`, `/programme/setup`), the one that an address belongs to. */
const nearest = (here: string, places: string[]) => places.filter((place) => within(here, place)).toSorted((a, b) => b.length - a.length)[0]
const useHere = () =>
  useLocation()
    .pathname.replace(/^\/app(?=\/|$)/, '')
    .replace(/(.)\/$/, '$1')

type StageLineProps = { name: string; gap?: boolean; items: MenuItem[]; to: string; event: EventScope }
function StageLine({ name, gap, items, to, event }: StageLineProps) {
  const t = useT('app')
  const here = useHere()
  const path = usePath()
  const at = nearest(
    here,
    items.map((item) => path(`~${item.path}`)),
  )
  const on = at !== undefined || here === path(to)
  // The hook is an item's own and its list never changes while the app runs, so the order of hooks is steady.
  // oxlint-disable-next-line react/hooks -- see above
  const status = items.reduce<MenuStatus>((all, item) => ({ ...all, ...item.useStatus?.(event) }), {})
  const muted = items.length === 0
  return (
    <li className={gap ? 'gap' : undefined}>
      <AppLink to={to} className={`${on ? 'on' : ''}${muted ? ' muted' : ''}`} aria-current={on ? 'page' : undefined}>
        <Progress of={status.progress} />
        <span className="cut">{name}</span>
        {status.badge !== undefined && <em className={status.tone}>{status.badge}</em>}
        {muted && <em>{t('stage.notOpen')}</em>}
      </AppLink>
      {on && items.length > 1 && (
        <ul className="sub">
          {items.map((item) => (
            <li key={item.path}>
              <AppLink to={`~${item.path}`} aria-current={at === path(`~${item.path}`) ? 'page' : undefined}>
                {t(item.label)}
              </AppLink>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** Event switcher, life-cycle thread, shelves. */
export function SideMenu() {
  const t = useT('app')
  const event = useEvent()
  const here = useHere()
  const path = usePath()
  const menu = useMenu()
  const home = event ? '~' : '/'
  return (
    <>
      <AppLink to="/" className="mark">
        <span className="seal" aria-hidden="true">
          辦
        </span>
        {t('name')}
      </AppLink>
      <EventSwitcher />
      <nav className="menu" aria-label={t('nav.main')}>
        <ul className="thread home">
          <li>
            <AppLink
              to={home}
              className={here === path(home) || (!event && here === '') ? 'on' : ''}
              aria-current={here === path(home) ? 'page' : undefined}
            >
              <Icon name="home" />
              {t(event ? 'nav.overview' : 'nav.today')}
            </AppLink>
          </li>
          {event &&
            menu.items('event', 'overview').map((item) => (
              <li key={item.path}>
                <AppLink to={`~${item.path}`} className={within(here, path(`~${item.path}`)) ? 'on' : ''}>
                  <Icon name={(item.icon as IconName | undefined) ?? 'list'} />
                  {t(item.label)}
                </AppLink>
              </li>
            ))}
        </ul>
        {event && (
          <ol className="thread" aria-label={t('nav.thread')}>
            {stages.map((stage) => {
              const items = menu.items('event', stage.key)
              if (items.length === 0 && (menu.built(stage.key) || !menu.showUnbuilt)) return null
              return (
                <StageLine
                  key={`${event.id}${stage.key}`}
                  name={t(`stage.${stage.key}`)}
                  gap={stage.gap}
                  items={items}
                  event={event}
                  to={items[0] ? `~${items[0].path}` : `~/stage/${stage.key}`}
                />
              )
            })}
          </ol>
        )}
      </nav>
      <nav className={event ? 'shelf pairs' : 'shelf'} aria-label={t('nav.shelves')}>
        <ul>
          {shelves.map((shelf) => {
            const items = menu.items('organisation', shelf.key)
            if (items.length === 0 && (menu.built(shelf.key) || !menu.showUnbuilt)) return null
            const to = items[0] ? `/o${items[0].path}` : `/o/shelf/${shelf.key}`
            const on = items.some((item) => within(here, `/o${item.path}`)) || here === to
            return (
              <li key={shelf.key}>
                <AppLink
                  to={to}
                  className={`${on ? 'on' : ''}${items.length === 0 ? ' muted' : ''}`}
                  aria-current={on ? 'page' : undefined}
                >
                  <Icon name={shelf.icon} />
                  {t(`shelf.${shelf.key}`)}
                </AppLink>
                {on && items.length > 1 && (
                  <ul className="sub">
                    {items.map((item) => (
                      <li key={item.path}>
                        <AppLink to={`/o${item.path}`} aria-current={within(here, `/o${item.path}`) ? 'page' : undefined}>
                          {t(item.label)}
                        </AppLink>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            )
          })}
        </ul>
      </nav>
    </>
  )
}
export { useHere }
