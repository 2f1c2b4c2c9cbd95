import './events.css'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Avatar, Button, Section } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { deskEndpoints, type Notice } from '../contract/desk.ts'
import { below, TodoList, useTodos } from './waiting.tsx'

function Mentions({ rows }: { rows: Notice[] }) {
  const t = useT('events')
  const format = useFormat()
  const read = useCall(deskEndpoints.read, { invalidates: ['/inbox'] })
  return (
    <ul>
      {rows.map((one) => (
        <li key={one.id} className="say">
          <Avatar name={one.title} />
          <div>
            <div className="row wrap">
              <b>{one.kind === 'mention' ? t('notice.mention', { name: one.title }) : one.title}</b>
              <time className="mut sm">{format.dateTime(one.createdAt, { short: true, weekday: false })}</time>
              <span className="sp" />
              {one.readAt === null && (
                <Button look="quiet" icon="check" onClick={() => read.mutate({ body: { ids: [one.id] } })}>
                  {t('notice.read')}
                </Button>
              )}
              <AppLink
                className="btn line"
                to={below(one.path)}
                onClick={() => one.readAt === null && read.mutate({ body: { ids: [one.id] } })}
              >
                {t('notice.open')}
              </AppLink>
            </div>
            <p className={one.readAt === null ? undefined : 'mut'}>{one.body}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** What waits for me in all my events, then who mentioned me. */
export default function InboxScreen() {
  const t = useT('events')
  const lang = useLang()
  const todos = useTodos()
  const all = useEndpoint(deskEndpoints.portfolio, {}, { refetchInterval: 60_000 })
  const inbox = useEndpoint(deskEndpoints.inbox, { query: { limit: 100 } })
  return (
    <Page title={t('inbox.title')}>
      <Loaded of={all}>
        {({ rows }) => {
          const waiting = rows
            .map((row) => ({ row, items: todos.ofAttention(row.attention, `/e/${row.slug}`, row.today) }))
            .filter((one) => one.items.length > 0)
          return (
            <Loaded of={inbox}>
              {(news) =>
                waiting.length === 0 && news.rows.length === 0 ? (
                  <EmptyState icon="check" title={t('todo.none')}>
                    {t('inbox.emptyHelp')}
                  </EmptyState>
                ) : (
                  <div className="narrow">
                    {waiting.map(({ row, items }) => (
                      <Section key={row.id} title={pick(row.name, lang)} note={t('todo.count', { count: items.length })}>
                        <TodoList items={items} plain />
                      </Section>
                    ))}
                    {news.rows.length > 0 && (
                      <Section title={t('inbox.mentions')} note={news.unread > 0 ? t('inbox.unread', { count: news.unread }) : undefined}>
                        <Mentions rows={news.rows} />
                      </Section>
                    )}
                  </div>
                )
              }
            </Loaded>
          )
        }}
      </Loaded>
    </Page>
  )
}
