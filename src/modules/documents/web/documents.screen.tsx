import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Segments } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen, type View } from '../../../ui/list/list.tsx'
import { documentEndpoints, type DeliverableRow } from '../contract/documents.ts'
import { formatName, StateOf, useName } from './parts.tsx'

const shorts = ['PLN4', 'PRX3', 'PLN2', 'MGR4', 'CNF4'] as const
const phases = ['opportunity', 'planning', 'preparation', 'onsite', 'closing'] as const

/** All deliverables of the five standards in this event, honest about what can't be made yet. */
export default function Documents() {
  const t = useT('documents')
  const lang = useLang()
  const name = useName()
  const go = useGo()
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const [filter, setFilter] = useUrlState('show', 'all')
  const [standard, setStandard] = useUrlState('standard', 'all')
  const [view, setView] = useLocalStorage<View>({
    key: 'bantoh.documents.arranged',
    defaultValue: { groupBy: 'phase' },
    getInitialValueInEffect: false,
  })
  const { data, error, refetch } = useEndpoint(documentEndpoints.list, { params: { eventId: event.id } })
  const all = data?.rows.filter((r) => standard === 'all' || r.outputs.some((o) => o.standard === standard))
  const of = (key: string) => all?.filter((r) => key === 'all' || (key === 'ready' ? r.state !== 'unbuilt' : r.state === key))
  // What can be made stands first in its phase.
  const rows = of(filter)?.toSorted((a, b) => Number(a.state === 'unbuilt') - Number(b.state === 'unbuilt'))
  const columns = useMemo(
    (): Column<DeliverableRow>[] => [
      {
        key: 'name',
        label: t('list.name'),
        value: (r) => name(r.name),
        width: 272,
        card: 'title',
        render: (r) => (r.state === 'unbuilt' ? <span className="mut">{name(r.name)}</span> : <b>{name(r.name)}</b>),
      },
      {
        key: 'state',
        label: t('list.state'),
        value: (r) => r.state,
        kind: 'select',
        options: ['issued', 'live', 'unbuilt'].map((value) => ({ value, label: t(`list.by.${value}`) })),
        width: 148,
        card: 'state',
        groupable: true,
        render: (r) => <StateOf row={r} />,
      },
      {
        key: 'formats',
        label: t('list.formats'),
        value: (r) => r.formats.map((f) => formatName[f] ?? f).join(' · '),
        width: 168,
        card: 'detail',
        render: (r) => <span className="sec">{r.formats.map((f) => formatName[f] ?? f).join(' · ')}</span>,
      },
      {
        key: 'codes',
        label: t('list.codes'),
        value: (r) => r.outputs.map((o) => `${o.standard} ${o.code} ${o.title}`).join(' '),
        width: 240,
        render: (r) => (
          <span className="mut" title={r.outputs.map((o) => `${o.standard} ${o.code} ${o.title}`).join('\n')}>
            {r.outputs.map((o) => `${o.standard} ${o.code}`).join('、')}
          </span>
        ),
      },
      {
        key: 'phase',
        label: t('list.phase'),
        value: (r) => r.phase,
        kind: 'select',
        options: phases.map((value) => ({ value, label: t(`phase.${value}`) })),
        width: 88,
        groupable: true,
        card: 'tag',
      },
      {
        key: 'issued',
        label: t('list.issued'),
        value: (r) => r.lastIssue?.issuedAt ?? null,
        width: 160,
        render: (r) =>
          r.lastIssue ? (
            <span className="sec">
              {format.date(r.lastIssue.issuedAt)} {r.lastIssue.issuedBy}
            </span>
          ) : (
            ''
          ),
      },
    ],
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- name and format are made anew each time
    [lang, event.zone, t],
  )
  return (
    <ListScreen
      id="documents.list"
      title={t('list.title')}
      rows={rows}
      rowId={(r) => r.key}
      columns={columns}
      count={t('list.count', { count: rows?.length ?? 0 })}
      error={error}
      onRetry={() => void refetch()}
      filters={['all', 'ready', 'issued', 'unbuilt'].map((key) => ({
        key,
        label: t(`list.filter.${key}`),
        ...(all ? { count: of(key)!.length } : {}),
      }))}
      filter={filter}
      onFilter={setFilter}
      searchHint={t('list.search')}
      tools={
        <Segments
          label={t('list.standard')}
          value={standard}
          onChange={setStandard}
          options={[{ value: 'all', label: t('list.anyStandard') }, ...shorts.map((value) => ({ value, label: value }))]}
        />
      }
      view={view}
      onView={setView}
      onOpen={(r) => go(`~/documents/${r.key}`)}
      bulk={[
        {
          label: t('list.zip'),
          icon: 'download',
          run: (ids, clear) => {
            const ready = ids.filter((id) => data?.rows.some((r) => r.key === id && r.state !== 'unbuilt' && !r.closed))
            if (!ready.length) return toast(t('list.noneReady'), { tone: 'amber' })
            location.assign(href(documentEndpoints.batch, { params: { eventId: event.id }, query: { keys: ready.join(','), lang } }))
            toast(
              ready.length < ids.length
                ? t('list.zipSome', { count: ready.length, left: ids.length - ready.length })
                : t('list.zipping', { count: ready.length }),
            )
            clear()
          },
        },
      ]}
      foot={[
        <span className="mut" key="a">
          {data ? t('list.foot', { ready: data.rows.filter((r) => r.state !== 'unbuilt').length, all: data.rows.length }) : ''}
        </span>,
      ]}
    />
  )
}
