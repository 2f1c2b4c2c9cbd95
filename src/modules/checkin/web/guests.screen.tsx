import { useMemo, useState } from 'react'
import { newId } from '../../../kernel/contract/ids.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint, usePages } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Facts, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { time } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, Query } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { boardEndpoints, type GuestRow } from '../contract/board.ts'
import { checkinEndpoints } from '../contract/checkin.ts'

const invalidates = ['/events/:eventId/checkin']

/** Everybody expected on site and whether they came today; the office may check in and take back by hand. */
export default function Guests() {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const params = { eventId: event.id }
  const [filter, onFilter] = useUrlState('filter', 'all')
  const [query, onQuery] = useState<Query>({})
  const narrow = filter === 'arrived' || filter === 'missing' ? { state: filter as 'arrived' | 'missing' } : {}
  const { list } = usePages(boardEndpoints.guests, { params, query: { ...query, ...narrow, limit: 500 } })
  const { data: board } = useEndpoint(boardEndpoints.board, { params, query: {} })
  const scan = useCall(checkinEndpoints.scan, { invalidates })
  const undo = useCall(checkinEndpoints.undo, { invalidates })
  const mayDo = can('checkin.do')

  const columns = useMemo<Column<GuestRow>[]>(
    () => [
      { key: 'number', label: t('guests.code'), value: (r) => r.code, render: (r) => <span className="mut">{r.code}</span>, width: 92 },
      { key: 'name', label: t('guests.name'), value: (r) => r.name, width: 150, card: 'title' },
      { key: 'organisation', label: t('guests.organisation'), value: (r) => r.organisation, card: 'detail', groupable: true },
      { key: 'title', label: t('guests.title'), value: (r) => r.title, width: 130, sortable: false },
      {
        key: 'ticket',
        label: t('guests.ticket'),
        value: (r) => pick(r.ticket, lang),
        width: 130,
        groupable: true,
        sortable: false,
        card: 'tag',
      },
      {
        key: 'at',
        label: t('guests.state'),
        value: (r) => r.at,
        width: 130,
        card: 'state',
        render: (r) =>
          r.at ? (
            <StatusTag tone="jade">{t('guests.came', { time: time(r.at, event.zone) })}</StatusTag>
          ) : (
            <span className="mut">{t('guests.missing')}</span>
          ),
      },
      { key: 'device', label: t('guests.device'), value: (r) => r.device, width: 130, groupable: true },
    ],
    [t, lang, event.zone],
  )

  const take = async (rows: GuestRow[]) => {
    const coming = rows.filter((r) => !r.checkinId)
    for (let i = 0; i < coming.length; i += 300)
      await scan.mutateAsync({
        params,
        body: {
          scans: coming.slice(i, i + 300).map((r) => ({ id: newId(), registrationId: r.id, device: t('office'), source: 'name' as const })),
        },
      })
    if (coming.length) toast(t('guests.taken', { count: coming.length }))
  }
  const back = async (rows: GuestRow[]) => {
    const there = rows.filter((r) => r.checkinId)
    for (const r of there) await undo.mutateAsync({ params: { ...params, id: r.checkinId! }, body: {} })
    if (there.length) toast(t('guests.undone', { count: there.length }))
  }
  const some = (act: (rows: GuestRow[]) => Promise<void>) => (ids: string[], clear: () => void) => {
    const wanted = new Set(ids)
    void act((list.rows ?? []).filter((r) => wanted.has(r.id))).then(clear)
  }

  return (
    <ListScreen<GuestRow>
      {...list}
      id="checkin.guests"
      title={t('guests.heading')}
      count={t('guests.count', { count: list.total ?? 0 })}
      columns={columns}
      query={query}
      onQuery={onQuery}
      searchHint={t('guests.search')}
      filters={[
        { key: 'all', label: t('guests.all'), ...(board ? { count: board.expected } : {}) },
        { key: 'arrived', label: t('guests.arrived'), ...(board ? { count: board.arrived } : {}) },
        { key: 'missing', label: t('guests.missing'), ...(board ? { count: Math.max(0, board.expected - board.arrived) } : {}) },
      ]}
      filter={filter}
      onFilter={onFilter}
      actions={
        <LinkButton look="quiet" icon="chart" to="~/checkin">
          {t('menu.board')}
        </LinkButton>
      }
      bulk={
        mayDo
          ? [
              { label: t('guests.take'), icon: 'check', run: some(take) },
              { label: t('guests.back'), icon: 'undo', run: some(back) },
            ]
          : []
      }
      drawer={(r) => ({
        code: r.code,
        title: r.name,
        detail: r.organisation,
        body: (
          <>
            <Facts
              items={[
                [t('guests.title'), r.title],
                [t('guests.ticket'), pick(r.ticket, lang)],
                [t('guests.state'), r.at ? t('guests.came', { time: time(r.at, event.zone) }) : t('guests.missing')],
                [t('guests.device'), r.device ?? '—'],
              ]}
            />
            {mayDo && (
              <div className="row acts">
                {r.checkinId ? (
                  <Button icon="undo" busy={undo.isPending} onClick={() => void back([r])}>
                    {t('guests.back')}
                  </Button>
                ) : (
                  <Button icon="check" busy={scan.isPending} onClick={() => void take([r])}>
                    {t('guests.take')}
                  </Button>
                )}
              </div>
            )}
          </>
        ),
      })}
      empty={
        <EmptyState icon="scan" title={t(query.q || filter !== 'all' ? 'guests.none' : 'guests.empty')}>
          {query.q || filter !== 'all' ? undefined : t('guests.emptyHelp')}
        </EmptyState>
      }
    />
  )
}
