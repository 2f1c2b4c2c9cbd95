import { useMemo, useState } from 'react'
import { z } from 'zod'
import { instantToZoned, zonedToInstant } from '../../../kernel/contract/dates.ts'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Facts, ProgressBar, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { date, money, number, time, useFormat } from '../../../ui/format.ts'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import {
  attendanceNames,
  categoryNames,
  remaining,
  type SaleState,
  saleState,
  ticketEndpoints,
  ticketType,
  type TicketType,
} from '../contract/ticket.ts'
import { optionsOf } from './parts.tsx'

const LIST = '/events/:eventId/ticket-types'
const local = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d/)
  .nullable()
  .default(null)
// The form speaks the event's local time; the contract, instants.
const formSchema = ticketType.draft.omit({ currency: true }).extend({
  salesStart: local,
  salesEnd: local,
  price: z
    .number()
    .int()
    .min(0)
    .nullable()
    .transform((n) => n ?? 0),
})
const tones = { open: 'jade', notYet: 'plain', closed: 'plain', soldOut: 'amber' } as const
const icons = { open: 'check', notYet: 'clock', closed: 'lock', soldOut: 'flag' } as const

/** The moment that sales end; one at midnight belongs to the day that it ends, `2027/01/04 24:00`. */
const closing = (at: string, lang: Lang, zone: string) =>
  time(at, zone) === '00:00'
    ? `${date(Date.parse(at) - 60_000, lang, { zone, weekday: false })} 24:00`
    : `${date(at, lang, { zone, weekday: false })} ${time(at, zone)}`

function SaleTag({ state, visible }: { state: SaleState; visible: boolean }) {
  const t = useT('registration')
  return visible ? (
    <StatusTag tone={tones[state]} icon={icons[state]}>
      {t(`sale.${state}`)}
    </StatusTag>
  ) : (
    <StatusTag icon="hide">{t('sale.hidden')}</StatusTag>
  )
}

function TicketInputs() {
  const t = useT('registration')
  const lang = useLang()
  const event = useThisEvent()
  const l = (k: keyof typeof ticketType.labels) => pick(ticketType.labels[k], lang)
  return (
    <>
      <Field.Localized name="name" label={l('name')} required />
      <div className="fields">
        <Field.Select name="category" label={l('category')} required options={optionsOf(categoryNames, lang)} />
        <Field.Select name="attendance" label={l('attendance')} required options={optionsOf(attendanceNames, lang)} />
        <Field.Money name="price" label={l('price')} help={t('tickets.priceHelp')} />
        <Field.Number name="quota" label={l('quota')} min={0} help={t('tickets.quotaHelp')} />
        <Field.DateTime name="salesStart" label={l('salesStart')} help={event.zone} />
        <Field.DateTime name="salesEnd" label={l('salesEnd')} help={event.zone} />
      </div>
      <Field.Localized name="description" label={l('description')} area />
      <Field.Switch name="visible" label={t('tickets.visible')} help={t('tickets.visibleHelp')} />
    </>
  )
}

export default function Tickets() {
  const t = useT('registration')
  const lang = useLang()
  const say = useProblemText()
  const event = useThisEvent()
  const can = useCan()
  const format = useFormat(event.zone)
  const params = { eventId: event.id }
  const { list } = usePages(ticketEndpoints.list, { params, query: { limit: 200 } })
  const [editing, setEditing] = useState<TicketType | 'new' | null>(null)
  const invalidates = [LIST]
  const create = useCall(ticketEndpoints.create, { invalidates })
  const update = useCall(ticketEndpoints.update, { invalidates })
  const remove = useCall(ticketEndpoints.remove, { invalidates })
  const onEdit = useCellEdit(ticketEndpoints.batch, { params, rows: list.rows, invalidates })
  const form = useKitForm({ schema: formSchema, defaults: {} })
  const edit = can('tickets.edit')
  const [now] = useState(() => new Date().toISOString())

  const wall = (i: string | null) => {
    if (!i) return null
    const { date, time } = instantToZoned(i, event.zone)
    return `${date}T${time}`
  }
  const instant = (w: string | null) => (w ? zonedToInstant(w.slice(0, 10), w.slice(11, 16), event.zone).toISOString() : null)
  const open = (row: TicketType | 'new') => {
    const empty = {
      name: { zh: '', en: '' },
      description: { zh: '', en: '' },
      category: 'general',
      attendance: 'onsite',
      price: 0,
      quota: null,
      salesStart: null,
      salesEnd: null,
      visible: true,
      position: list.rows?.length ?? 0,
    }
    form.reset(
      row === 'new'
        ? empty
        : {
            ...Object.fromEntries(Object.keys(empty).map((k) => [k, row[k as keyof TicketType]])),
            salesStart: wall(row.salesStart),
            salesEnd: wall(row.salesEnd),
          },
    )
    setEditing(row)
  }
  const columns = useMemo<Column<TicketType>[]>(() => {
    const l = (k: keyof typeof ticketType.labels) => pick(ticketType.labels[k], lang)
    const moment = (i: string | null) => (i ? `${date(i, lang, { zone: event.zone, weekday: false })} ${time(i, event.zone)}` : '—')
    return [
      { key: lang === 'en' ? 'name.en' : 'name.zh', label: l('name'), value: (r) => pick(r.name, lang), editable: true, card: 'title' },
      {
        key: 'category',
        label: l('category'),
        value: (r) => r.category,
        kind: 'select',
        options: optionsOf(categoryNames, lang),
        width: 116,
        editable: true,
        groupable: true,
        card: 'tag',
      },
      {
        key: 'attendance',
        label: l('attendance'),
        value: (r) => r.attendance,
        kind: 'select',
        options: optionsOf(attendanceNames, lang),
        width: 92,
        editable: true,
        groupable: true,
      },
      {
        key: 'price',
        label: l('price'),
        value: (r) => r.price,
        kind: 'money',
        width: 104,
        editable: true,
        render: (r) => (r.price ? money(r.price, r.currency) : <span className="mut">{t('free')}</span>),
        card: 'detail',
      },
      {
        key: 'quota',
        label: l('quota'),
        value: (r) => r.quota,
        kind: 'number',
        width: 84,
        editable: true,
        render: (r) => (r.quota === null ? <span className="mut">{t('tickets.unlimited')}</span> : number(r.quota)),
      },
      { key: 'sold', label: t('tickets.sold'), value: (r) => r.sold, kind: 'number', width: 84 },
      {
        key: 'left',
        label: t('tickets.left'),
        value: (r) => remaining(r),
        kind: 'number',
        width: 84,
        render: (r) => (remaining(r) === null ? <span className="mut">—</span> : number(remaining(r)!)),
      },
      {
        key: 'salesStart',
        label: l('salesStart'),
        value: (r) => r.salesStart,
        width: 148,
        render: (r) => <span className="mut">{moment(r.salesStart)}</span>,
      },
      {
        key: 'salesEnd',
        label: l('salesEnd'),
        value: (r) => r.salesEnd,
        width: 148,
        render: (r) => <span className="mut">{r.salesEnd ? closing(r.salesEnd, lang, event.zone) : '—'}</span>,
      },
      {
        key: 'state',
        label: t('state'),
        value: (r) => saleState(r, now),
        width: 104,
        render: (r) => <SaleTag state={saleState(r, now)} visible={r.visible} />,
        card: 'state',
      },
    ]
  }, [lang, t, now, event.zone])
  const drop = async (row: TicketType) => {
    if (!(await confirm({ title: t('tickets.removeAsk', { name: pick(row.name, lang) }), action: t('tickets.remove') }))) return
    await remove.mutateAsync({ params: { ...params, id: row.id } }).catch((e: unknown) => toast(say(e), { tone: 'amber' }))
  }
  const rows = list.rows ?? []
  const limited = rows.filter((r) => r.quota !== null)

  return (
    <>
      <ListScreen<TicketType>
        {...list}
        id="registration.tickets"
        title={t('tickets.title')}
        count={t('tickets.count', { count: rows.length })}
        columns={columns}
        {...(edit ? { onEdit, primary: { label: t('tickets.add'), onClick: () => open('new') } } : {})}
        {...(edit ? { onOpen: (row: TicketType) => open(row) } : {})}
        drawer={(row) => ({
          title: pick(row.name, lang),
          detail: pick(row.description, lang),
          body: (
            <>
              <div className="row wrap" style={{ margin: '10px 0 14px' }}>
                {edit && (
                  <Button icon="pen" onClick={() => open(row)}>
                    {t('edit')}
                  </Button>
                )}
                {edit && row.sold === 0 && (
                  <Button icon="trash" onClick={() => void drop(row)}>
                    {t('tickets.remove')}
                  </Button>
                )}
              </div>
              {row.quota !== null && <ProgressBar done={row.sold} total={row.quota} label={t('tickets.sold')} />}
              <Facts
                items={[
                  [
                    t('tickets.sold'),
                    row.quota === null ? number(row.sold) : t('tickets.of', { n: number(row.sold), quota: number(row.quota) }),
                  ],
                  [pick(ticketType.labels.price, lang), row.price ? money(row.price, row.currency) : t('free')],
                  [t('tickets.revenue'), money(row.sold * row.price, row.currency)],
                  [pick(ticketType.labels.category, lang), pick(categoryNames[row.category], lang)],
                  [pick(ticketType.labels.attendance, lang), pick(attendanceNames[row.attendance], lang)],
                  [pick(ticketType.labels.salesStart, lang), row.salesStart ? format.dateTime(row.salesStart) : '—'],
                  [pick(ticketType.labels.salesEnd, lang), row.salesEnd ? closing(row.salesEnd, lang, event.zone) : '—'],
                ]}
              />
            </>
          ),
        })}
        empty={
          <EmptyState
            icon="ticket"
            title={t('empty.noTickets')}
            action={edit ? <Button onClick={() => open('new')}>{t('tickets.add')}</Button> : undefined}
          >
            {t('tickets.emptyText')}
          </EmptyState>
        }
        foot={[
          <>
            <span>{t('tickets.soldTotal', { n: number(rows.reduce((s, r) => s + r.sold, 0)) })}</span>
            <span>{t('tickets.quotaTotal', { n: number(limited.reduce((s, r) => s + r.quota!, 0)) })}</span>
          </>,
          <span key="note" className="mut">
            {t('tickets.paymentNote')}
          </span>,
        ]}
      />
      <FormDrawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === 'new' || editing === null ? t('tickets.add') : pick(editing.name, lang)}
        wide
        form={form}
        onSubmit={async (values: z.output<typeof formSchema>) => {
          const body = { ...values, salesStart: instant(values.salesStart), salesEnd: instant(values.salesEnd) }
          if (editing === 'new' || editing === null) await create.mutateAsync({ params, body: body as never })
          else await update.mutateAsync({ params: { ...params, id: editing.id }, body: { ...body, version: editing.version } as never })
          setEditing(null)
          toast(t('saved'))
        }}
      >
        <TicketInputs />
      </FormDrawer>
    </>
  )
}
