import './events.css'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Slot } from '../../../kernel/web/module.tsx'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { type Kpi, KpiStrip, LinkButton, Section } from '../../../ui/bits.tsx'
import { number, percent } from '../../../ui/format.ts'
import { Heading } from '../../../ui/heading.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { deskEndpoints, type GoalState, type Overview } from '../contract/desk.ts'
import { type Event, eventEndpoints, formatNames } from '../contract/event.ts'
import { type Metric, metricNames } from '../contract/goal.ts'
import { useRange } from './dates.ts'
import { ActivityFeed } from './feed.tsx'
import { GoalTable } from './goal-table.tsx'
import { goalUnit, goalValue, settled, withTotal } from './goal-text.ts'
import { headline } from './headline.ts'
import { NextSteps } from './next-steps.tsx'
import { PhaseBar } from './phase-bar.tsx'
import { Alerts, TodoList, useTodos } from './waiting.tsx'

/** What a planner asks first. */
const rank: Metric[] = [
  'registrations',
  'attendance',
  'attendance_rate',
  'revenue',
  'speakers',
  'sessions',
  'countries',
  'foreign_attendees',
  'registrations_onsite',
  'registrations_online',
]
const spare: Metric[] = ['registrations', 'sessions', 'speakers']

/** Four figures: goals bound to live data, the most asked first, then whatever figures there are. */
function useKpis(data: Overview, over: boolean): Kpi[] {
  const t = useT('events')
  const lang = useLang()
  const goals = withTotal(data.goals).filter((g) => g.metric !== 'manual' && g.current !== null)
  const note = (g: GoalState): Pick<Kpi, 'note' | 'tone'> => {
    if (g.met === null || g.share === null) return {}
    if (g.met) return { note: t(g.direction === 'up' ? 'goal.met' : 'goal.within'), tone: 'jade' }
    return over || g.direction === 'down'
      ? { note: t(over ? 'goal.missed' : 'goal.above'), tone: 'amber' }
      : { note: t('goal.reached', { share: percent(g.share) }), tone: 'plain' }
  }
  const bound = goals.toSorted((a, b) => rank.indexOf(a.metric) - rank.indexOf(b.metric)).slice(0, 4)
  const used = new Set<string>(bound.map((g) => g.metric))
  const filler = spare.filter((m) => !used.has(m) && data.figures[m] !== undefined).slice(0, Math.max(0, 4 - bound.length))
  return [
    ...bound.map((g): Kpi => ({
      label: pick(g.title, lang),
      value: goalValue(g, g.current!),
      unit: t('goal.of', { target: g.metric === 'revenue' ? number(g.target) : goalValue(g, g.target), unit: goalUnit(g, lang) }),
      ...note(g),
    })),
    ...filler.map((m): Kpi => ({ label: pick(metricNames[m], lang), value: number(data.figures[m]!) })),
  ]
}

function Dash({ row, data: read }: { row: Event; data: Overview }) {
  const data = { ...read, goals: settled(read.goals, read.daysToOpen) }
  const t = useT('events')
  const lang = useLang()
  const can = useCan()
  const event = useThisEvent()
  const range = useRange(row.zone)
  const inbox = useEndpoint(deskEndpoints.inbox, { query: { unread: 'true', limit: 50 } })
  const todos = useTodos()
  const mine = (inbox.data?.rows ?? []).filter((one) => one.eventId === row.id)
  const todo = [...todos.ofAttention(data.attention, '~', data.today), ...todos.ofNotices(mine, data.today)]
  const others = data.attention.filter((one) => one.tone !== 'todo')
  const closed = row.status === 'closed' || row.status === 'archived'
  const over = data.today > row.endDate
  const kpis = useKpis(data, over)
  return (
    <div className="dash">
      <header>
        <div className="dashtitle">
          <Heading>{headline(t, { startDate: row.startDate, endDate: row.endDate, closed }, data, todo.length)}</Heading>
          <span className="md sec nw">{range(row.startDate, row.endDate)}</span>
          <span className="md sec">{pick(row.venueName, lang)}</span>
          <span className="md sec">{pick(formatNames[row.format], lang)}</span>
        </div>
        <PhaseBar phases={row.phases} today={data.today} closed={closed} />
        {kpis.length > 0 && <KpiStrip items={kpis} />}
      </header>
      <div>
        <Section
          title={t('todo.title')}
          note={todo.length > 0 ? t('todo.count', { count: todo.length }) : undefined}
          action={<AppLink to="~/inbox">{t('todo.all')}</AppLink>}
        >
          {todo.length > 0 ? (
            <TodoList items={todo.slice(0, 6)} />
          ) : (
            <p className="calm">
              <Icon name="check" />
              {t('todo.none')}
            </p>
          )}
        </Section>
        {!over && !closed && <NextSteps event={row} data={data} primary={todo.length === 0} />}
        <div className="tiles">
          <Slot name="event.overview" props={{ event }} />
        </div>
        {data.goals.length > 0 && (
          <Section
            title={t('goal.heading')}
            note={t('goal.count', { met: data.goals.filter((g) => g.met).length, of: data.goals.length })}
            action={<AppLink to="~/goals">{t(can('goals.edit') ? 'goal.edit' : 'goal.see')}</AppLink>}
          >
            <GoalTable goals={data.goals} over={over} />
          </Section>
        )}
      </div>
      <div>
        {others.length > 0 && (
          <Section title={t('alerts.title')} note={others.length}>
            <Alerts list={others} base="~" />
          </Section>
        )}
        {can('history.read') && <ActivityFeed event={event} />}
        <Section title={t('links.title')}>
          <div className="row wrap acts">
            {row.published && (
              <LinkButton icon="globe" href={`/e/${row.slug}`} target="_blank" rel="noreferrer">
                {t('links.site')}
              </LinkButton>
            )}
            <LinkButton icon="file" to="~/files">
              {t('menu.files')}
            </LinkButton>
            {can('events.edit') && (
              <LinkButton icon="sliders" to="~/settings">
                {t('menu.settings')}
              </LinkButton>
            )}
          </div>
        </Section>
      </div>
    </div>
  )
}

/** `/app/e/<slug>`: how the event stands, what waits, what warns, what happened. */
export default function OverviewScreen() {
  const event = useThisEvent()
  const params = { eventId: event.id }
  const row = useEndpoint(eventEndpoints.get, { params })
  // Live news keep it fresh; once a minute covers what only time changes.
  const data = useEndpoint(deskEndpoints.overview, { params }, { refetchInterval: 60_000 })
  return <Loaded of={row}>{(one) => <Loaded of={data}>{(figures) => <Dash row={one} data={figures} />}</Loaded>}</Loaded>
}
