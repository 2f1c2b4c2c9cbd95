import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { patchesOf, useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall, useEndpoint, usePages } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, LinkButton, Tag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { date, money, number, time } from '../../../ui/format.ts'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, Query } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { dietNames, registration, registrationEndpoints, type RegistrationRow, stateNames } from '../contract/registration.ts'
import { attendanceNames, ticketEndpoints } from '../contract/ticket.ts'
import { Actions } from './actions.tsx'
import { countryOptions, History, Inputs, newForm, optionsOf, RegistrationFacts, StateTag } from './parts.tsx'
import { draftsOf } from './paste.ts'

const LIST = '/events/:eventId/registrations'
const filters = {
  all: { status: 'confirmed' },
  onsite: { status: 'confirmed', attendance: 'onsite' },
  online: { status: 'confirmed', attendance: 'online' },
  cancelled: { status: 'cancelled' },
} as const
type FilterKey = keyof typeof filters

export default function Registrations() {
  const t = useT('registration')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const go = useGo()
  const params = { eventId: event.id }
  const [filter, onFilter] = useUrlState('filter', 'all')
  const [query, onQuery] = useState<Query>({})
  const [adding, setAdding] = useState(false)
  const narrow = filters[(filter in filters ? filter : 'all') as FilterKey]
  const { list } = usePages(registrationEndpoints.list, { params, query: { ...query, ...narrow, limit: 500 } })
  const { data: sum } = useEndpoint(registrationEndpoints.summary, { params })
  const { data: tickets } = useEndpoint(ticketEndpoints.list, { params, query: {} })
  const invalidates = [LIST, '/events/:eventId/ticket-types', '/events/:eventId/history']
  const create = useCall(registrationEndpoints.create, { invalidates })
  const cancel = useCall(registrationEndpoints.cancel, { invalidates })
  const reinstate = useCall(registrationEndpoints.reinstate, { invalidates })
  const types = useMemo(() => tickets?.rows ?? [], [tickets])
  const edit = can('registration.edit')
  const form = useKitForm({
    schema: newForm,
    defaults: {
      ticketTypeId: '',
      name: '',
      nameEn: '',
      organisation: '',
      title: '',
      email: '',
      phone: '',
      country: null,
      attendance: null,
      diet: null,
      language: 'zh-TW',
      note: '',
      notify: true,
      allowDuplicate: false,
    },
  })

  const columns = useMemo<Column<RegistrationRow>[]>(() => {
    const l = (k: keyof typeof registration.labels) => pick(registration.labels[k], lang)
    const names = [...new Map(types.map((x) => [x.id, pick(x.name, lang)]))].map(([value, label]) => ({ value, label }))
    return [
      { key: 'number', label: t('code'), value: (r) => r.code, render: (r) => <span className="mut">{r.code}</span>, width: 92 },
      { key: 'name', label: l('name'), value: (r) => r.name, width: 132, editable: true, card: 'title' },
      { key: 'nameEn', label: l('nameEn'), value: (r) => r.nameEn, width: 150, editable: true, hidden: true },
      { key: 'organisation', label: l('organisation'), value: (r) => r.organisation, editable: true, card: 'detail', groupable: true },
      { key: 'title', label: l('title'), value: (r) => r.title, width: 128, editable: true },
      {
        key: 'ticketTypeId',
        label: t('ticket'),
        value: (r) => r.ticketTypeId,
        render: (r) => names.find((n) => n.value === r.ticketTypeId)?.label ?? '',
        kind: 'select',
        options: names,
        width: 108,
        groupable: true,
        card: 'tag',
        editable: true,
      },
      {
        key: 'attendance',
        label: l('attendance'),
        value: (r) => r.attendance,
        kind: 'select',
        options: optionsOf(attendanceNames, lang),
        width: 84,
        groupable: true,
        editable: true,
      },
      {
        key: 'diet',
        label: l('diet'),
        value: (r) => r.diet || null,
        kind: 'select',
        options: optionsOf(dietNames, lang),
        width: 92,
        groupable: true,
        editable: true,
      },
      {
        key: 'country',
        label: l('country'),
        value: (r) => r.country || null,
        kind: 'select',
        options: countryOptions(lang),
        width: 104,
        groupable: true,
        editable: true,
        hidden: true,
      },
      { key: 'email', label: l('email'), value: (r) => r.email, width: 190, editable: (r) => !r.masked, hidden: true, sortable: false },
      { key: 'phone', label: l('phone'), value: (r) => r.phone, width: 130, editable: (r) => !r.masked, hidden: true, sortable: false },
      {
        key: 'price',
        label: t('fee'),
        value: (r) => r.price,
        kind: 'money',
        width: 92,
        render: (r) => (r.price ? money(r.price, r.currency) : <span className="mut">{t('free')}</span>),
        subtotal: (rows) => money(rows.filter((r) => r.status === 'confirmed').reduce((s, r) => s + r.price, 0)),
      },
      {
        key: 'status',
        label: t('state'),
        value: (r) => r.status,
        kind: 'select',
        options: optionsOf(stateNames, lang),
        width: 96,
        render: (r) => <StateTag row={r} />,
        card: 'state',
      },
      { key: 'note', label: l('note'), value: (r) => r.note, width: 160, editable: true, hidden: true, sortable: false },
      {
        key: 'registeredAt',
        label: t('registeredAt'),
        value: (r) => r.registeredAt,
        width: 118,
        render: (r) => (
          <span className="mut">{`${date(r.registeredAt, lang, { zone: event.zone, short: true, weekday: false })} ${time(r.registeredAt, event.zone)}`}</span>
        ),
      },
    ]
  }, [lang, t, types, event.zone])

  const onEdit = useCellEdit(registrationEndpoints.batch, {
    params,
    rows: list.rows,
    invalidates,
    patches: (changes) =>
      patchesOf(
        changes.map((c) => ({ ...c, after: c.after ?? '' })),
        list.rows ?? [],
      ),
    draft: (row) => draftsOf([row], types[0]!.id)[0],
  })
  const cancelAll = async (ids: string[], clear: () => void) => {
    for (const id of ids) await cancel.mutateAsync({ params: { ...params, id }, body: {} })
    clear()
    toast(t('cancelled', { count: ids.length }), {
      undo: () => void Promise.all(ids.map((id) => reinstate.mutateAsync({ params: { ...params, id }, body: {} }))),
    })
  }
  const download = (format: 'csv' | 'xlsx') =>
    href(registrationEndpoints.export, { params, query: { ...narrow, ...(query.q ? { q: query.q } : {}), format } })
  const shown = list.rows ?? []
  const add = edit && types.length > 0

  return (
    <>
      <ListScreen<RegistrationRow>
        {...list}
        id="registration.registrations"
        title={t('list.title')}
        count={t('list.count', { count: list.total ?? 0 })}
        columns={columns}
        query={query}
        onQuery={onQuery}
        searchHint={t('list.search')}
        filters={[
          { key: 'all', label: t('list.all'), ...(sum ? { count: sum.confirmed } : {}) },
          { key: 'onsite', label: pick(attendanceNames.onsite, lang), ...(sum ? { count: sum.onsite } : {}) },
          { key: 'online', label: pick(attendanceNames.online, lang), ...(sum ? { count: sum.online } : {}) },
          { key: 'cancelled', label: pick(stateNames.cancelled, lang), ...(sum ? { count: sum.cancelled } : {}) },
        ]}
        filter={filter}
        onFilter={onFilter}
        {...(edit ? { onEdit, mayAdd: add } : {})}
        {...(can('registration.create') && types.length > 0
          ? { primary: { label: t('add'), onClick: () => (form.reset(), form.setValue('ticketTypeId', types[0]!.id), setAdding(true)) } }
          : {})}
        exports={[
          { label: t('list.allXlsx'), href: download('xlsx') },
          { label: t('list.allCsv'), href: download('csv') },
        ]}
        bulk={
          edit && filter !== 'cancelled' ? [{ label: t('cancel'), icon: 'minus', run: (ids, clear) => void cancelAll(ids, clear) }] : []
        }
        onOpen={(row) => go(`~/registrations/${row.id}`)}
        drawer={(row) => ({
          code: row.code,
          title: row.name,
          detail: [row.organisation, row.title].filter(Boolean).join('　'),
          body: (
            <>
              <div className="row wrap" style={{ gap: 6, margin: '10px 0 14px' }}>
                <StateTag row={row} soft />
                <Tag>{pick(row.ticketName, lang)}</Tag>
                {row.masked && <Tag>{t('masked')}</Tag>}
              </div>
              <Actions
                row={row}
                open={
                  <Button icon="list" onClick={() => go(`~/registrations/${row.id}`)}>
                    {t('open')}
                  </Button>
                }
              />
              <RegistrationFacts row={row} />
              <History id={row.id} />
            </>
          ),
        })}
        empty={
          types.length === 0 ? (
            <EmptyState
              icon="ticket"
              title={t('empty.noTickets')}
              action={can('tickets.edit') ? <LinkButton to="~/ticket-types">{t('empty.makeTickets')}</LinkButton> : undefined}
            >
              {t('empty.noTicketsText')}
            </EmptyState>
          ) : (
            <EmptyState icon="people" title={t('empty.title')}>
              {t('empty.text')}
            </EmptyState>
          )
        }
        foot={[
          <>
            <span>{t('list.total', { n: number(shown.length) })}</span>
            <span>{t('list.onsite', { n: number(shown.filter((r) => r.attendance === 'onsite').length) })}</span>
            <span>{t('list.online', { n: number(shown.filter((r) => r.attendance === 'online').length) })}</span>
          </>,
          <span key="due">
            {t('list.due', { sum: money(shown.filter((r) => r.status === 'confirmed').reduce((s, r) => s + r.price, 0)) })}
          </span>,
        ]}
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        title={t('add')}
        wide
        form={form}
        onSubmit={async (values: never) => {
          const made = await create.mutateAsync({ params, body: values })
          setAdding(false)
          toast(t('added', { name: made.name, code: made.code }), {
            undo: () => void cancel.mutateAsync({ params: { ...params, id: made.id }, body: {} }),
          })
        }}
      >
        <Inputs types={types} fresh />
      </FormDrawer>
    </>
  )
}
