import { type ReactNode, useMemo, useState } from 'react'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { rowOfCells, useCellEdit } from '../../../kernel/web/cells.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { money, number, today, useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/types.ts'
import { EmptyState } from '../../../ui/states.tsx'
import { deskPrepareEndpoints, type PreparedItem } from '../contract/desk.ts'
import {
  bases,
  basisNames,
  deskItem,
  deskItemEndpoints,
  type DeskList,
  isLate,
  itemCategoryNames,
  itemStateNames,
  itemStates,
  listNames,
  unitText,
} from '../contract/desk-item.ts'
import { ItemForm, options } from './item-form.tsx'

export const invalidates = ['/events/:eventId/desk']
const papers: Record<DeskList, string> = { supplies: 'checkin-supplies', kit: 'conference-kit', tote: 'tote-bag' }

/** The reader's half of a localized field first, the other one in the column menu. */
export function halves<R>(
  key: string,
  label: string,
  lang: Lang,
  value: (r: R) => { zh: string; en: string },
  more: Partial<Column<R>>,
): Column<R>[] {
  const own = lang === 'en' ? 'en' : 'zh'
  const { card, ...rest } = more
  return (own === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)).map((half) => ({
    key: `${key}.${half}`,
    label: half === own ? label : `${label}（${half === 'zh' ? '中文' : 'English'}）`,
    value: (r: R) => value(r)[half],
    // Where only the other language was written, that is what one reads.
    ...(half === own ? { render: (r: R) => pick(value(r), lang) } : {}),
    hidden: half !== own,
    ...rest,
    ...(half === own && card ? { card } : {}),
  }))
}

/** One of the three lists as a grid; what is needed follows the registrations and cannot be typed. */
export function Items({ list, tabs }: { list: DeskList; tabs: ReactNode }) {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const format = useFormat(event.zone)
  const params = { eventId: event.id }
  const editable = can('desk.edit')
  const now = today(event.zone)
  const [filter, setFilter] = useState('all')
  const [open, setOpen] = useState<PreparedItem | 'new' | null>(null)
  const read = useEndpoint(deskPrepareEndpoints.read, { params })
  const all = useMemo(() => read.data?.items.filter((i) => i.list === list), [read.data, list])
  const short = (i: PreparedItem) => i.shortage > 0
  const late = (i: PreparedItem) => isLate(i, now)
  const rows = filter === 'short' ? all?.filter(short) : filter === 'late' ? all?.filter(late) : all
  const next = Math.max(0, ...(all ?? []).map((i) => i.position)) + 1
  const onEdit = useCellEdit(deskItemEndpoints.batch, {
    params,
    rows,
    invalidates,
    draft: (cells, i) => ({ ...rowOfCells(cells), list, position: next + i }),
  })
  const batch = useCall(deskItemEndpoints.batch, { invalidates })
  const starter = useCall(deskPrepareEndpoints.starter, { invalidates })
  const people = read.data?.heads

  const columns = useMemo<Column<PreparedItem>[]>(() => {
    const label = (name: keyof typeof deskItem.labels) => pick(deskItem.labels[name], lang)
    return [
      ...halves<PreparedItem>('name', label('name'), lang, (i) => i.name, { width: 190, editable, card: 'title' }),
      {
        key: 'needed',
        label: t('desk.needed'),
        value: (i) => i.needed,
        kind: 'number',
        width: 90,
        render: (i) => <b>{number(i.needed)}</b>,
      },
      { key: 'ready', label: label('ready'), value: (i) => i.ready, kind: 'number', width: 80, editable },
      {
        key: 'shortage',
        label: t('desk.shortage'),
        value: (i) => i.shortage,
        kind: 'number',
        width: 110,
        card: 'state',
        render: (i) =>
          i.shortage > 0 ? (
            <StatusTag tone={late(i) ? 'amber' : 'plain'}>{t('desk.short', { n: number(i.shortage) })}</StatusTag>
          ) : (
            <StatusTag tone="jade">{t('desk.enough')}</StatusTag>
          ),
      },
      {
        key: 'stands',
        label: t('desk.stands'),
        value: (i) => `${number(i.ready)} / ${number(i.needed)} ${unitText(i.unit, lang)}`,
        hidden: true,
        card: 'detail',
      },
      { key: 'unit', label: label('unit'), value: (i) => i.unit, width: 64, editable, render: (i) => unitText(i.unit, lang) },
      {
        key: 'basis',
        label: label('basis'),
        value: (i) => i.basis,
        kind: 'select',
        options: options(basisNames, lang, [...bases]),
        width: 150,
        editable,
        groupable: true,
      },
      { key: 'quantity', label: label('quantity'), value: (i) => i.quantity, kind: 'number', width: 76, editable },
      {
        key: 'perPeople',
        label: label('perPeople'),
        value: (i) => (i.basis === 'fixed' ? null : i.perPeople),
        kind: 'number',
        width: 84,
        editable: (i) => editable && i.basis !== 'fixed',
      },
      { key: 'spare', label: label('spare'), value: (i) => i.spare, kind: 'number', width: 84, editable },
      {
        key: 'state',
        label: label('state'),
        value: (i) => i.state,
        kind: 'select',
        options: options(itemStateNames, lang, [...itemStates]),
        width: 110,
        editable,
        groupable: true,
        card: 'tag',
      },
      { key: 'responsible', label: label('responsible'), value: (i) => i.responsible, width: 100, editable, groupable: true },
      {
        key: 'dueDate',
        label: label('dueDate'),
        value: (i) => i.dueDate,
        kind: 'date',
        width: 120,
        editable,
        render: (i) =>
          !i.dueDate ? (
            ''
          ) : late(i) ? (
            <StatusTag tone="amber">{format.date(i.dueDate, { short: true })}</StatusTag>
          ) : (
            format.date(i.dueDate, { short: true })
          ),
      },
      { key: 'unitCost', label: label('unitCost'), value: (i) => i.unitCost, kind: 'money', width: 96, editable },
      {
        key: 'amount',
        label: t('desk.amount'),
        value: (i) => i.amount,
        kind: 'money',
        width: 110,
        subtotal: (of) => money(of.reduce((n, i) => n + (i.amount ?? 0), 0)),
      },
      {
        key: 'category',
        label: label('category'),
        value: (i) => i.category,
        kind: 'select',
        options: options(itemCategoryNames, lang),
        width: 120,
        editable,
        groupable: true,
      },
      ...halves<PreparedItem>('specification', label('specification'), lang, (i) => i.specification, { width: 260, editable }),
      { key: 'supplier', label: label('supplier'), value: (i) => i.supplier, width: 140, editable, groupable: true },
      { key: 'note', label: label('note'), value: (i) => i.note, width: 180, editable },
    ]
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what the columns read of the day and the formats changes with these
  }, [t, lang, editable, now])

  const some = (ids: string[]) => (all ?? []).filter((i) => ids.includes(i.id))
  const remove = async (ids: string[], clear: () => void) => {
    const gone = some(ids)
    await batch.mutateAsync({ params, body: { remove: gone.map((i) => i.id) } })
    clear()
    toast(t('desk.removed', { count: gone.length }), {
      undo: () =>
        void batch.mutateAsync({
          params,
          body: {
            create: gone.map((i) => Object.fromEntries(Object.keys(deskItem.labels).map((k) => [k, i[k as keyof PreparedItem]]))) as never,
          },
        }),
    })
  }
  const complete = async (ids: string[], clear: () => void) => {
    const of = some(ids)
    await batch.mutateAsync({
      params,
      body: {
        update: of.map((i) => ({
          id: i.id,
          version: i.version,
          ready: Math.max(i.ready, i.needed),
          state: i.state === 'packed' ? i.state : ('arrived' as const),
        })),
      },
    })
    clear()
    toast(t('desk.completed', { count: of.length }))
  }
  const total = (all ?? []).reduce((n, i) => n + (i.amount ?? 0), 0)
  return (
    <>
      <ListScreen<PreparedItem>
        id={`checkin.desk.${list}`}
        title={t('desk.title')}
        rows={rows}
        error={rows ? null : read.error}
        onRetry={() => void read.refetch()}
        columns={columns}
        count={all && people && t('desk.count', { count: all.length, onsite: number(people.onsite), online: number(people.online) })}
        tools={tabs}
        filters={[
          { key: 'all', label: t('desk.all'), count: all?.length ?? 0 },
          { key: 'short', label: t('desk.onlyShort'), count: all?.filter(short).length ?? 0 },
          { key: 'late', label: t('desk.onlyLate'), count: all?.filter(late).length ?? 0 },
        ]}
        filter={filter}
        onFilter={setFilter}
        searchHint={t('desk.search')}
        actions={
          can('documents.read') && (
            <LinkButton look="quiet" icon="file" to={`~/documents/${papers[list]}`}>
              {t('desk.paper')}
            </LinkButton>
          )
        }
        foot={[
          [
            t('desk.foot', { done: (all ?? []).filter((i) => !short(i)).length, of: all?.length ?? 0 }),
            ...(total > 0 ? [t('desk.total', { total: money(total) })] : []),
          ].join('・'),
        ]}
        {...(editable
          ? {
              onEdit,
              mayAdd: filter === 'all',
              onOpen: (i: PreparedItem) => setOpen(i),
              primary: { label: t('desk.add'), icon: 'plus' as const, onClick: () => setOpen('new') },
              bulk: [
                { label: t('desk.complete'), icon: 'check' as const, run: (ids: string[], clear: () => void) => void complete(ids, clear) },
                { label: t('desk.remove'), icon: 'trash' as const, run: (ids: string[], clear: () => void) => void remove(ids, clear) },
              ],
            }
          : {})}
        empty={
          <EmptyState
            icon="list"
            title={t('desk.empty', { list: pick(listNames[list], lang) })}
            action={
              editable && (
                <Button
                  busy={starter.isPending}
                  onClick={() =>
                    void starter.mutateAsync({ params, body: { list } }).then(({ added }) => toast(t('desk.added', { count: added })))
                  }
                >
                  {t('desk.starter')}
                </Button>
              )
            }
          >
            {t('desk.emptyHelp')}
          </EmptyState>
        }
      />
      {open && (
        <ItemForm
          key={open === 'new' ? 'new' : open.id}
          list={list}
          position={next}
          row={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
