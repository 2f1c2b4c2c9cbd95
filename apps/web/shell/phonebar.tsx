import { useT } from '../../../src/kernel/web/i18n.ts'
import { shellSource } from '../../../src/kernel/web/module.tsx'
import { AppLink, usePath } from '../../../src/kernel/web/nav.tsx'
import { useEvent } from '../../../src/kernel/web/session.tsx'
import { Icon } from '../../../src/ui/icons.tsx'
import type { IconName } from '../../../src/ui/icons.tsx'
import { useMenu } from './menu.ts'
import { useHere, within } from './sidemenu.tsx'

const useNoInbox = (): { count: number; to: string } | null => null

/** Five places at the thumb: today, to do, programme, check-in, more. Outside an event the directory and documents take the middle. */
export function PhoneBar({ onMore, more }: { onMore: () => void; more: boolean }) {
  const t = useT('app')
  const event = useEvent()
  const here = useHere()
  const path = usePath()
  const menu = useMenu()
  // oxlint-disable-next-line react/hooks -- which module answers never changes while the app runs
  const inbox = (shellSource('useInbox') ?? useNoInbox)()
  const place = (icon: IconName, label: string, phase: string) => {
    const item = menu.items(event ? 'event' : 'organisation', phase)[0]
    return item ? [{ icon, label, to: (event ? '~' : '/o') + item.path }] : []
  }
  const places: { icon: IconName; label: string; to: string }[] = [
    { icon: 'home', label: t('phone.today'), to: event ? '~' : '/' },
    ...(inbox ? [{ icon: 'list' as const, label: t('phone.todo'), to: inbox.to }] : []),
    ...(event
      ? [...place('calendar', t('phone.programme'), 'programme'), ...place('scan', t('phone.checkin'), 'checkin')]
      : [...place('people', t('shelf.directory'), 'directory'), ...place('file', t('shelf.documents'), 'documents')]),
  ]
  const current = (to: string) => (to === '~' || to === '/' ? here === path(to) : within(here, path(to)))
  return (
    <nav className="phonebar" aria-label={t('nav.phone')}>
      {places.map((one) => (
        <AppLink
          key={one.to}
          to={one.to}
          className={!more && current(one.to) ? 'on' : ''}
          aria-current={current(one.to) ? 'page' : undefined}
        >
          <Icon name={one.icon} />
          {one.label}
        </AppLink>
      ))}
      <button type="button" className={more ? 'on' : ''} aria-expanded={more} onClick={onMore}>
        <Icon name="more" />
        {t('phone.more')}
      </button>
    </nav>
  )
}
