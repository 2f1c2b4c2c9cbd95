import { useState } from 'react'
import { hasText, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan, useEvent } from '../../../kernel/web/session.tsx'
import { Button, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, Query } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { eventMailEndpoints, mailEndpoints, mailStatuses } from '../contract/mail.ts'
import type { MailRow } from '../contract/mail.ts'

export const mailTones = { failed: 'amber', queued: 'indigo', logged: 'plain', sent: 'jade', cancelled: 'plain' } as const
export const mailIcons = { failed: 'warn', queued: 'clock', logged: 'inbox', sent: 'check', cancelled: 'x' } as const
/** What stands out in a letter: a failure first, then what still waits. */
export const worst = (m: MailRow) =>
  m.failed > 0 ? 'failed' : m.queued > 0 ? 'queued' : m.sent > 0 ? 'sent' : m.logged > 0 ? 'logged' : 'cancelled'

export function useMailKind() {
  const t = useT('identity')
  return (kind: string) => (hasText(`identity:kind.${kind}`) ? t(`kind.${kind}`) : kind)
}

/** Letters of the event at hand, or of the organisation. */
export default function Outbox() {
  const t = useT('identity')
  const go = useGo()
  const event = useEvent()
  const format = useFormat(event?.zone)
  const kindName = useMailKind()
  const [query, setQuery] = useState<Query>({})
  const [filter, setFilter] = useState('all')
  const status = filter === 'all' ? undefined : (filter as (typeof mailStatuses)[number])
  const asked = { q: query.q, sort: query.sort, status }
  const inEvent = usePages(eventMailEndpoints.list, { params: { eventId: event?.id ?? '' }, query: asked }, { enabled: Boolean(event) })
  const everywhere = usePages(mailEndpoints.list, { query: asked }, { enabled: !event })
  const found = event ? inEvent : everywhere
  const counts = (found.data?.pages[0] as { counts?: Record<string, number> } | undefined)?.counts
  const can = useCan()
  const text = useProblemText()
  const allHere = useCall(eventMailEndpoints.retryAll, { invalidates: event ? ['/events/:eventId/mail'] : [] })
  const allThere = useCall(mailEndpoints.retryAll, { invalidates: ['/mail'] })
  const failed = counts?.failed ?? 0
  const retryAll = async () => {
    if (!(await confirm({ title: t('mail.retryAllAsk', { count: failed }), body: t('mail.retryAllBody'), action: t('mail.retryAll') })))
      return
    await (event ? allHere.mutateAsync({ params: { eventId: event.id } }) : allThere.mutateAsync({})).then(
      (done) => toast(t('mail.retried', { count: done.retried })),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const columns: Column<MailRow>[] = [
    {
      key: 'createdAt',
      label: t('mail.at'),
      value: (m) => m.createdAt,
      width: 170,
      render: (m) => format.dateTime(m.createdAt, { weekday: false }),
      card: 'detail',
    },
    {
      key: 'subject',
      label: t('mail.subject'),
      value: (m) => m.subject,
      card: 'title',
      sortable: false,
      render: (m) => <b>{m.subject}</b>,
    },
    {
      key: 'to',
      label: t('mail.to'),
      value: (m) => m.to,
      width: 260,
      card: 'detail',
      sortable: false,
      render: (m) => (m.recipients > 1 ? t('mail.andMore', { to: m.to, count: m.recipients - 1 }) : m.to),
    },
    { key: 'kind', label: t('mail.kind'), value: (m) => kindName(m.kind), width: 140, card: 'tag', groupable: true, sortable: false },
    {
      key: 'state',
      label: t('state'),
      value: (m) => t(`mail.${worst(m)}`),
      width: 130,
      card: 'state',
      sortable: false,
      groupable: true,
      render: (m) => (
        <StatusTag tone={mailTones[worst(m)]} icon={mailIcons[worst(m)]}>
          {t(`mail.${worst(m)}`)}
          {m.failed > 0 && m.recipients > 1 ? ` ${m.failed}／${m.recipients}` : ''}
        </StatusTag>
      ),
    },
  ]
  return (
    <ListScreen
      {...found.list}
      rows={found.rows as MailRow[] | undefined}
      id={event ? 'identity.mail.event' : 'identity.mail'}
      title={t('menu.mail')}
      columns={columns}
      actions={
        failed > 0 && can('mail.retry') ? (
          <Button icon="refresh" busy={allHere.isPending || allThere.isPending} onClick={() => void retryAll()}>
            {t('mail.retryAll')}
          </Button>
        ) : undefined
      }
      query={query}
      onQuery={setQuery}
      searchHint={t('mail.search')}
      filters={[
        { key: 'all', label: t('mail.all') },
        ...mailStatuses.map((key) => ({ key, label: t(`mail.${key}`), count: counts?.[key] })),
      ]}
      filter={filter}
      onFilter={setFilter}
      onOpen={(m) => go(`${event ? '~/mail' : '/o/settings/mail'}/${m.id}`)}
      empty={
        <EmptyState icon="mail" title={t('mail.empty')}>
          {t('mail.emptyNote')}
        </EmptyState>
      }
      foot={[t('mail.secret')]}
    />
  )
}
