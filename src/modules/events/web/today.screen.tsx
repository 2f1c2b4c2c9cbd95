import './events.css'
import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Slot } from '../../../kernel/web/module.tsx'
import { AppLink, useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useSession } from '../../../kernel/web/session.tsx'
import { Alert, Button, LinkButton, Section, StatusTag } from '../../../ui/bits.tsx'
import { daysTo, dDay, number, today, useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { deskEndpoints, type PortfolioRow, stages } from '../contract/desk.ts'
import { formatNames, kindNames, stateNames } from '../contract/event.ts'
import { useRange } from './dates.ts'
import { PhaseBar } from './phase-bar.tsx'
import { Alerts, TodoList, useTodos } from './waiting.tsx'

/** One event as a line: when, what, where in its life, how many registered. */
function EventLine({ row }: { row: PortfolioRow }) {
  const t = useT('events')
  const lang = useLang()
  const format = useFormat(row.zone)
  const range = useRange(row.zone)
  const past = row.stage === 'past'
  const day =
    row.stage === 'onsite' && row.daysToOpen <= 0
      ? t('today.dayN', { n: 1 - row.daysToOpen })
      : row.daysToOpen >= 0
        ? dDay(row.daysToOpen)
        : dDay(daysTo(row.endDate, row.today))
  const waits = row.attention.filter((one) => one.tone === 'todo').length
  const warns = row.attention.filter((one) => one.tone === 'warn').length
  return (
    <li className={past ? 'past' : undefined}>
      <AppLink to={`/e/${row.slug}`}>
        <span className={past ? 'dd soft' : 'dd'}>
          {past
            ? lang === 'en'
              ? format.date(row.startDate, { weekday: false }).replace(/^\d+ /, '')
              : row.startDate.slice(0, 7).replace('-', '/')
            : day}
        </span>
        <span>
          <h3>{pick(row.name, lang)}</h3>
          <span className="facts">
            <span>{range(row.startDate, row.endDate)}</span>
            <span>{pick(row.venueName, lang)}</span>
            <span>
              {pick(kindNames[row.kind], lang)} · {pick(formatNames[row.format], lang)}
            </span>
            {row.status !== 'active' && !(past && row.status === 'closed') && <span>{pick(stateNames[row.status], lang)}</span>}
            {waits > 0 && <StatusTag icon="clock">{t('today.waits', { count: waits })}</StatusTag>}
            {warns > 0 && <StatusTag tone="amber">{t('today.warns', { count: warns })}</StatusTag>}
          </span>
        </span>
        {past ? <span className="phase" /> : <PhaseBar phases={row.phases} today={row.today} closed={past} small />}
        <span className="fig">
          {row.registrations !== null && (
            <>
              <b>{number(row.registrations)}</b>{' '}
              {row.target === null ? t('today.people') : t('today.ofPeople', { target: number(row.target) })}
            </>
          )}
        </span>
      </AppLink>
    </li>
  )
}

/** Loads the demo into an organisation that has none; an owner's choice. */
function DemoButton() {
  const t = useT('events')
  const go = useGo()
  const text = useProblemText()
  const [busy, setBusy] = useState(false)
  const load = useCall(deskEndpoints.loadDemo, { invalidates: ['/events', '/session', '/inbox'] })
  const run = async () => {
    setBusy(true)
    try {
      go(`/e/${(await load.mutateAsync({})).slug}`)
    } catch {
      setBusy(false)
    }
  }
  if (load.error) return <Alert title={text(load.error)} />
  return (
    <>
      <Button large icon="download" busy={busy} onClick={() => void run()}>
        {t('today.demo')}
      </Button>
      {busy && (
        <span className="md sec" role="status">
          {t('today.demoBusy')}
        </span>
      )}
    </>
  )
}

function Empty() {
  const t = useT('events')
  const can = useCan()
  const demo = useSession().data?.demo
  const example = (
    <span className="row">
      <b className="nw">D−42</b>
      <span className="cut">{t('today.example')}</span>
      <span className="sp" />
      <span className="nw sm">412／600</span>
    </span>
  )
  if (!can('events.create'))
    return (
      <EmptyState icon="calendar" title={t('today.noTeam')}>
        {t('today.noTeamHelp')}
      </EmptyState>
    )
  return (
    <EmptyState
      icon="calendar"
      title={t('today.empty')}
      example={example}
      action={
        <div className="either">
          <LinkButton look="primary" large icon="plus" to="/o/events/new">
            {t('command.create')}
          </LinkButton>
          {can('organisation.edit') && !demo && <DemoButton />}
        </div>
      }
    >
      {t('today.emptyHelp')}
    </EmptyState>
  )
}

function Waiting({ rows }: { rows: PortfolioRow[] }) {
  const t = useT('events')
  const lang = useLang()
  const todos = useTodos()
  const inbox = useEndpoint(deskEndpoints.inbox, { query: { unread: 'true', limit: 50 } })
  const now = today()
  const items = [
    ...rows.flatMap((row) => todos.ofAttention(row.attention, `/e/${row.slug}`, row.today, pick(row.name, lang))),
    ...todos.ofNotices(inbox.data?.rows ?? [], now),
  ]
  const sorted = items.toSorted((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'))
  return (
    <>
      <Section
        title={t('todo.mine')}
        note={items.length > 0 ? t('todo.count', { count: items.length }) : undefined}
        action={<AppLink to="/o/inbox">{t('todo.all')}</AppLink>}
      >
        {items.length > 0 ? (
          <TodoList items={sorted.slice(0, 6)} plain />
        ) : (
          <p className="calm">
            <Icon name="check" />
            {t('todo.none')}
          </p>
        )}
      </Section>
      {rows.map((row) => {
        const notes = row.attention.filter((one) => one.tone !== 'todo')
        return (
          notes.length > 0 && (
            <Section key={row.id} title={pick(row.name, lang)} note={notes.length}>
              <Alerts list={notes.slice(0, 4)} base={`/e/${row.slug}`} />
            </Section>
          )
        )
      })}
    </>
  )
}

/** `/app`: my events by stage, and what waits for me in all of them. */
export default function TodayScreen() {
  const t = useT('events')
  const can = useCan()
  const format = useFormat()
  const office = can('events.list')
  const of = useEndpoint(deskEndpoints.portfolio, {}, { refetchInterval: 60_000, enabled: office })
  return (
    <Page
      title={t('today.title')}
      note={format.date(today())}
      actions={
        can('events.create') && of.data && of.data.rows.length > 0 ? (
          <LinkButton look="primary" large icon="plus" to="/o/events/new">
            {t('command.create')}
          </LinkButton>
        ) : undefined
      }
    >
      <Loaded of={of}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty />
          ) : (
            <div className="portfolio">
              <div>
                {stages
                  .toSorted((a, b) => order(a) - order(b))
                  .map((stage) => {
                    const list = rows.filter((row) => row.stage === stage)
                    return (
                      list.length > 0 && (
                        <Section key={stage} title={t(`stage.${stage}`)} note={list.length}>
                          <ul className="evs">
                            {list.map((row) => (
                              <EventLine key={row.id} row={row} />
                            ))}
                          </ul>
                        </Section>
                      )
                    )
                  })}
                <Slot name="today" />
              </div>
              <div className={rows.some((row) => row.attention.some((one) => one.tone === 'todo')) ? 'urgent' : undefined}>
                <Waiting rows={rows} />
              </div>
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}
const order = (stage: PortfolioRow['stage']) => ['onsite', 'upcoming', 'closing', 'past'].indexOf(stage)
