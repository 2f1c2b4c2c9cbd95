import { lazy, Suspense } from 'react'
import type { ComponentType } from 'react'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { defineWebModule } from '../../../kernel/web/module.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useEvent } from '../../../kernel/web/session.tsx'
import { pick } from '../../../kernel/contract/localized.ts'
import { Skeleton } from '../../../ui/states.tsx'
import { deskEndpoints } from '../contract/desk.ts'

const below = (path: string) => path.replace(/^\/app(?=\/|$)/, '') || '/'

/** Hits of the event that is open come first; the server leaves out what the person may not see. */
function useSearch(q: string, eventId?: string) {
  const lang = useLang()
  const found = useEndpoint(deskEndpoints.search, { query: { q } }, { enabled: q !== '', keepPrevious: true })
  const rows = q === '' ? [] : (found.data?.hits ?? [])
  const here = (one: { eventId: string | null }) => (one.eventId === eventId ? 0 : 1)
  return {
    hits: rows
      .toSorted((a, b) => here(a) - here(b))
      .map((one) => ({
        key: one.entity + one.entityId,
        title: one.title,
        detail: [one.subtitle, one.eventId === eventId ? '' : pick(one.eventName, lang)].filter(Boolean).join('　'),
        kind: pick(one.label, lang),
        to: below(one.path),
      })),
    loading: found.isFetching,
  }
}

const useNews = () => useEndpoint(deskEndpoints.inbox, { query: { limit: 20 } }, { staleTime: 30_000, refetchInterval: 120_000 })

/** Unread mentions and what waits in all my events; the portfolio is read once a minute, not at every piece of news. */
function useInbox() {
  const event = useEvent()
  const office = useCan()('events.list')
  const all = useEndpoint(deskEndpoints.portfolio, {}, { staleTime: 60_000, refetchInterval: 60_000, enabled: office })
  const waits = (all.data?.rows ?? []).reduce((n, row) => n + row.attention.filter((one) => one.tone === 'todo').length, 0)
  return { count: waits + (useNews().data?.unread ?? 0), to: event ? '~/inbox' : '/o/inbox' }
}

function useNotices() {
  const t = useT('events')
  const news = useNews().data
  const read = useCall(deskEndpoints.read, { invalidates: ['/inbox'] })
  return {
    rows: (news?.rows ?? []).map((one) => ({
      key: one.id,
      text: one.kind === 'mention' ? t('notice.said', { name: one.title, text: one.body }) : `${one.title} ${one.body}`,
      at: one.createdAt,
      to: below(one.path),
      unread: one.readAt === null,
    })),
    unread: news?.unread ?? 0,
    markRead: () => {
      const ids = (news?.rows ?? []).filter((one) => one.readAt === null).map((one) => one.id)
      if (ids.length > 0) void read.mutateAsync({ body: { ids } })
    },
  }
}

/** The shared tabs of a record, `{ entity, entityId }`; loaded when one is opened. */
type OfRecord = { entity: string; entityId: string }
const later = (part: () => Promise<{ default: ComponentType<OfRecord> }>) => {
  const Part = lazy(part)
  return (props: OfRecord) => (
    <Suspense fallback={<Skeleton lines={3} />}>
      <Part {...props} />
    </Suspense>
  )
}
const tabs = () => import('./record-tabs.tsx')

export default defineWebModule({
  name: 'events',
  menu: [
    {
      area: 'event',
      phase: 'overview',
      label: 'events:contacts.title',
      path: '/contacts',
      order: 35,
      action: 'events.read',
      icon: 'phone',
    },
    { area: 'event', phase: 'overview', label: 'events:menu.files', path: '/files', order: 40, action: 'files.read', icon: 'file' },
    {
      area: 'event',
      phase: 'overview',
      label: 'events:menu.settings',
      path: '/settings',
      order: 90,
      action: 'events.edit',
      icon: 'sliders',
    },
    { area: 'organisation', phase: 'settings', label: 'events:menu.audit', path: '/settings/audit', order: 45, action: 'audit.read' },
    { area: 'event', phase: 'planning', label: 'events:menu.goals', path: '/goals', order: 10, action: 'events.read' },
  ],
  commands: [
    { label: 'events:command.create', to: '/o/events/new', action: 'events.create' },
    { label: 'events:command.today', to: '/' },
    { label: 'events:command.inbox', to: '/o/inbox' },
    { label: 'events:command.activity', to: '~/activity', action: 'history.read' },
  ],
  routes: [
    { area: 'event', path: '/', screen: () => import('./overview.screen.tsx') },
    { area: 'event', path: '/contacts', screen: () => import('./contacts.screen.tsx') },
    { area: 'event', path: '/goals', screen: () => import('./goals.screen.tsx') },
    { area: 'event', path: '/files', screen: () => import('./files.screen.tsx') },
    { area: 'event', path: '/activity', screen: () => import('./activity.screen.tsx') },
    { area: 'event', path: '/settings', screen: () => import('./settings.screen.tsx') },
    { area: 'event', path: '/inbox', screen: () => import('./inbox.screen.tsx') },
    { area: 'organisation', path: '/inbox', screen: () => import('./inbox.screen.tsx') },
    { area: 'organisation', path: '/settings/audit', screen: () => import('./audit.screen.tsx') },
    { area: 'organisation', path: '/events/new', screen: () => import('./new.screen.tsx') },
  ],
  slots: {
    'record.comments': [later(() => tabs().then((m) => ({ default: m.Comments })))],
    'record.files': [later(() => tabs().then((m) => ({ default: m.Files })))],
    'record.history': [later(() => tabs().then((m) => ({ default: m.History })))],
  },
  shell: { useSearch, useInbox, useNotices },
})
