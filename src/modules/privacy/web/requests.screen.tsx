import { useState } from 'react'
import type { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Alert, Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import {
  channelNames,
  regimeNames,
  requestChannels,
  requestDraft,
  requestEndpoints,
  requestKindNames,
  requestKinds,
  regimes,
  type RequestRow,
} from '../contract/request.ts'
import { codeOf, Left, Places, RequestTag } from './parts.tsx'

const isOpen = (r: RequestRow) => r.status === 'open' || r.status === 'unconfirmed'
const shows: Record<string, (r: RequestRow) => boolean> = { open: isOpen, closed: (r) => !isOpen(r), all: () => true }

/** What people ask about their data, the most urgent first. */
export default function Requests() {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const go = useGo()
  const may = useCan()('privacy.edit')
  const [show, setShow] = useUrlState('show', 'open')
  const [adding, setAdding] = useState(false)
  const found = useEndpoint(requestEndpoints.list, {})
  const create = useCall(requestEndpoints.create, { invalidates: ['/privacy/requests'] })
  const form = useKitForm({
    schema: requestDraft,
    defaults: {
      kind: 'access',
      regime: 'TW',
      channel: 'mail',
      name: '',
      email: '',
      phone: '',
      details: '',
      receivedOn: today(),
      personId: null,
      eventId: null,
    },
  })
  const options = <K extends string>(keys: readonly K[], names: Record<K, { zh: string; en: string }>) =>
    keys.map((value) => ({ value, label: pick(names[value], lang) }))
  const columns: Column<RequestRow>[] = [
    { key: 'number', label: t('request.number'), value: (r) => r.number, width: 90, card: 'tag', render: (r) => <code>{codeOf(r)}</code> },
    { key: 'name', label: t('request.name'), value: (r) => r.name, card: 'title', render: (r) => <b>{r.name}</b> },
    {
      key: 'kind',
      label: t('request.kind'),
      value: (r) => pick(requestKindNames[r.kind], lang),
      width: 190,
      groupable: true,
      card: 'detail',
    },
    {
      key: 'due',
      label: t('request.due'),
      value: (r) => r.extendedOn ?? r.dueOn,
      kind: 'date',
      width: 150,
      render: (r) => format.date(r.extendedOn ?? r.dueOn),
    },
    {
      key: 'left',
      label: t('request.left'),
      value: (r) => r.daysLeft ?? 99_999,
      width: 120,
      card: 'detail',
      render: (r) => <Left of={r} />,
    },
    {
      key: 'verified',
      label: t('request.identity'),
      value: (r) => (r.verifiedAt ? t('request.verified') : t('request.unverified')),
      width: 110,
      groupable: true,
    },
    {
      key: 'event',
      label: t('request.event'),
      value: (r) => (r.eventName ? pick(r.eventName, lang) : ''),
      width: 200,
      groupable: true,
      hidden: true,
    },
    {
      key: 'status',
      label: t('request.state'),
      value: (r) => r.status,
      width: 120,
      groupable: true,
      card: 'state',
      render: (r) => <RequestTag state={r.status} />,
    },
  ]
  return (
    <>
      <Places on="" />
      <ListScreen
        id="privacy.requests"
        title={t('places.requests')}
        rows={found.data?.rows.filter(shows[show] ?? shows.all!)}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        filters={Object.keys(shows).map((key) => ({ key, label: t(`show.${key}`), count: found.data?.rows.filter(shows[key]!).length }))}
        filter={show}
        onFilter={setShow}
        onOpen={(r) => go(`/o/settings/privacy/requests/${r.id}`)}
        primary={may ? { label: t('request.add'), onClick: () => setAdding(true) } : undefined}
        empty={
          <EmptyState
            icon="lock"
            title={t('request.empty')}
            action={may && <Button onClick={() => setAdding(true)}>{t('request.add')}</Button>}
          >
            {t('request.emptyNote')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        title={t('request.add')}
        form={form}
        onSubmit={async (body: z.output<typeof requestDraft>) => {
          const made = await create.mutateAsync({ body })
          toast(t('request.added', { code: codeOf(made), date: format.date(made.dueOn) }))
          setAdding(false)
          form.reset()
          go(`/o/settings/privacy/requests/${made.id}`)
        }}
      >
        <Alert tone="indigo" title={t('request.addNote')} />
        <Field.Select name="kind" label={t('request.kind')} required options={options(requestKinds, requestKindNames)} />
        <Field.Text name="name" label={t('request.name')} required />
        <Field.Email name="email" label={t('request.email')} help={t('request.emailHelp')} />
        <Field.Phone name="phone" label={t('request.phone')} />
        <Field.Date name="receivedOn" label={t('request.received')} help={t('request.receivedHelp')} required max={today()} />
        <Field.Select
          name="channel"
          label={t('request.channel')}
          required
          options={options(
            requestChannels.filter((c) => c !== 'page'),
            channelNames,
          )}
        />
        <Field.Select
          name="regime"
          label={t('request.regime')}
          help={t('request.regimeHelp')}
          required
          options={options(regimes, regimeNames)}
        />
        <Field.Textarea name="details" label={t('request.details')} rows={4} />
      </FormDrawer>
    </>
  )
}
