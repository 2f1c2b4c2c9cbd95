import { Menu, Popover, useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import type { Lang } from '../../../src/kernel/contract/localized.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { setLang, useLang, useT } from '../../../src/kernel/web/i18n.ts'
import { useCall } from '../../../src/kernel/web/query.ts'
import { shellSource } from '../../../src/kernel/web/module.tsx'
import { AppLink, useGo, usePath } from '../../../src/kernel/web/nav.tsx'
import { useEvent, useSession, useSessionReset } from '../../../src/kernel/web/session.tsx'
import { Avatar, Button } from '../../../src/ui/bits.tsx'
import { daysTo, dDay, today, useFormat } from '../../../src/ui/format.ts'
import { useHeading } from '../../../src/ui/heading.tsx'
import { Icon } from '../../../src/ui/icons.tsx'
import { accountEndpoints } from '../../../src/modules/identity/contract/people.ts'
import { stages, shelves } from '../stages.ts'
import { useMenu } from './menu.ts'
import { useHere, within } from './sidemenu.tsx'

function Crumbs() {
  const t = useT('app')
  const lang = useLang()
  const event = useEvent()
  const here = useHere()
  const path = usePath()
  const menu = useMenu()
  const area = event ? 'event' : 'organisation'
  const base = event ? '~' : '/o'
  const unbuilt = /\/(?:stage|shelf)\/(\w+)$/.exec(here)?.[1]
  const heading = useHeading()
  const organisation = useSession().data?.organisation
  const found = [
    ...stages.map((one) => ({ ...one, name: `stage.${one.key}` })),
    ...shelves.map((one) => ({ ...one, name: `shelf.${one.key}` })),
    { key: 'overview', name: 'nav.overview' },
  ]
    .flatMap((one) => [
      ...menu
        .items(area, one.key)
        .filter((item) => within(here, path(base + item.path)))
        .map((item) => ({ name: t(one.name), item })),
      ...(one.key === unbuilt ? [{ name: t(one.name), item: null }] : []),
    ])
    .sort((a, b) => (b.item?.path.length ?? 0) - (a.item?.path.length ?? 0))[0]
  const parts: { text: string; to?: string }[] = [
    event
      ? { text: pick(event.name, lang), to: '~' }
      : { text: organisation ? pick({ zh: organisation.name, en: organisation.nameEn }, lang) : t('name'), to: '/' },
  ]
  const home = here === '' || here === path(event ? '~' : '/')
  if (home) parts.push({ text: t(event ? 'nav.overview' : 'nav.today') })
  else if (found) {
    parts.push({ text: found.name, to: found.item ? base + (menu.items(area, found.item.phase)[0]?.path ?? found.item.path) : undefined })
    if (found.item && t(found.item.label) !== found.name) parts.push({ text: t(found.item.label), to: base + found.item.path })
  }
  // A page below a menu's place, or beside all of them, is called as its heading says.
  if (heading && !home && !unbuilt && path(parts.at(-1)!.to ?? '') !== here) {
    // Three say enough: of a record, the list that it is in rather than the stage.
    if (parts.length > 2) parts.splice(1, 1)
    parts.push({ text: heading })
  }
  const where = home ? '' : heading || parts.at(-1)!.text
  useEffect(() => {
    document.title = [...new Set([where, parts[0]!.text, t('name')])].filter(Boolean).join('・')
  })
  return (
    <nav className="crumb" aria-label={t('nav.where')}>
      <ol>
        {parts.map((part, i) => (
          <li key={`${i}${part.text}`}>
            {i > 0 && <Icon name="right" small />}
            {part.to && path(part.to) !== here ? (
              <AppLink className="cut" to={part.to}>
                {part.text}
              </AppLink>
            ) : (
              <b className="cut" aria-current="page">
                {part.text}
              </b>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Inbox() {
  const t = useT('app')
  const inbox = shellSource('useInbox')!()
  return (
    <AppLink className="ib wideonly" to={inbox.to}>
      <Icon name="inbox" />
      {t('top.inbox')} {inbox.count > 0 && <b>{inbox.count}</b>}
    </AppLink>
  )
}

function Bell() {
  const t = useT('app')
  const format = useFormat()
  const { rows, unread, markRead } = shellSource('useNotices')!()
  return (
    <Popover position="bottom-end" width={340} shadow="md" trapFocus onOpen={markRead}>
      <Popover.Target>
        <button type="button" className="ib" aria-label={t('top.notices', { count: unread })}>
          <Icon name="bell" />
          {unread > 0 && <b className="dot" />}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="notices" aria-label={t('top.noticesTitle')}>
        {rows.length === 0 && <p className="mut md">{t('top.noNotices')}</p>}
        <ul className="feed">
          {rows.map((row) => (
            <li key={row.key}>
              <time>{format.date(row.at, { short: true, weekday: false })}</time>
              {row.to ? <AppLink to={row.to}>{row.text}</AppLink> : <span>{row.text}</span>}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}

function DDay() {
  const t = useT('app')
  const event = useEvent()
  const format = useFormat(event?.zone)
  if (!event) return null
  const now = today(event.zone)
  const left = daysTo(event.startsOn, now)
  const during = left <= 0 && daysTo(event.endsOn, now) >= 0
  return (
    <div className="dday">
      <b>{during ? t('top.dayN', { n: 1 - left }) : dDay(left > 0 ? left : daysTo(event.endsOn, now))}</b>
      <span>
        {t(left > 0 ? 'top.opens' : during ? 'top.running' : 'top.ended', {
          date: format.date(left > 0 ? event.startsOn : event.endsOn, { short: true }),
        })}
      </span>
    </div>
  )
}

function Me() {
  const t = useT('app')
  const lang = useLang()
  const go = useGo()
  const user = useSession().data?.user
  const reset = useSessionReset()
  const signOut = shellSource('signOut')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const keep = useCall(accountEndpoints.update, { invalidates: ['/account', '/session'] })
  if (!user) return null
  // Letters are written in the profile's language, so it follows; where that fails the screen has changed all the same.
  const speak = (next: Lang) => {
    void setLang(next)
    if (user.locale !== next) keep.mutate({ body: { locale: next } })
  }
  const mark = (on: boolean) => (on ? <Icon name="check" label={t('top.chosen')} /> : undefined)
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="avbtn" aria-label={t('top.me', { name: user.name })}>
          <Avatar name={user.name} me />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name}
          <br />
          {user.email}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('top.language')}</Menu.Label>
        <Menu.Item rightSection={mark(lang === 'zh-TW')} onClick={() => speak('zh-TW')} lang="zh-TW">
          中文（台灣）
        </Menu.Item>
        <Menu.Item rightSection={mark(lang === 'en')} onClick={() => speak('en')} lang="en">
          English
        </Menu.Item>
        <Menu.Label>{t('top.theme')}</Menu.Label>
        <Menu.Item leftSection={<Icon name="sliders" />} rightSection={mark(colorScheme === 'auto')} onClick={() => setColorScheme('auto')}>
          {t('top.auto')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="sun" />} rightSection={mark(colorScheme === 'light')} onClick={() => setColorScheme('light')}>
          {t('top.light')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="moon" />} rightSection={mark(colorScheme === 'dark')} onClick={() => setColorScheme('dark')}>
          {t('top.dark')}
        </Menu.Item>
        {signOut && <Menu.Divider />}
        {signOut && (
          <Menu.Item
            onClick={() =>
              void signOut()
                .then(reset)
                .then(() => go('/sign-in'))
            }
          >
            {t('top.signOut')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

export const TopBar = ({ onFind }: { onFind: () => void }) => {
  const t = useT('app')
  return (
    <>
      <Crumbs />
      <button type="button" className="find" onClick={onFind} aria-haspopup="dialog">
        <Icon name="search" small />
        <span className="sp cut">{t('top.search')}</span>
        <kbd>/</kbd>
      </button>
      <span className="findicon">
        <Button look="quiet" icon="search" aria-label={t('top.search')} onClick={onFind} />
      </span>
      {shellSource('useInbox') && <Inbox />}
      {shellSource('useNotices') && <Bell />}
      <DDay />
      <Me />
    </>
  )
}
