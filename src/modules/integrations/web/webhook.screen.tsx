import './webhooks.css'
import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint, usePages } from '../../../kernel/web/query.ts'
import { Alert, Button, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, Query } from '../../../ui/list/list.tsx'
import { SecretOnce } from '../../../ui/secret.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Delivery, type DeliveryState, deliveryStates, type Webhook, webhookDraft, webhookEndpoints } from '../contract/webhook.ts'
import { DeliveryPanel, deliveryIcons, deliveryTones } from './delivery.tsx'
import { useTypeName, WebhookInputs } from './inputs.tsx'

const touched = { invalidates: ['/webhooks'] }

function Acts({ of: w }: { of: Webhook }) {
  const t = useT('integrations')
  const go = useGo()
  const text = useProblemText()
  const [editing, setEditing] = useState(false)
  const [made, setMade] = useState<(Webhook & { secret: string }) | null>(null)
  const params = { id: w.id }
  const test = useCall(webhookEndpoints.test, touched)
  const update = useCall(webhookEndpoints.update, touched)
  const rotate = useCall(webhookEndpoints.rotate, touched)
  const remove = useCall(webhookEndpoints.remove)
  const replay = useCall(webhookEndpoints.replay, touched)
  const values = { name: w.name, url: w.url, types: w.types as never, eventId: w.eventId }
  const form = useKitForm({ schema: webhookDraft, defaults: values })
  const say = (done: Promise<unknown>, words: string) =>
    void done.then(
      () => toast(words),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  const onReplay = async () => {
    if (!(await confirm({ title: t('replayTitle'), body: t('replayBody'), action: t('replay') }))) return
    const day = 86_400_000
    const span = { from: new Date(Date.now() - 30 * day).toISOString(), to: new Date().toISOString() }
    await Promise.all((['failed', 'missing'] as const).map((what) => replay.mutateAsync({ params, body: { ...span, what } }))).then(
      (all) => toast(t('replayedMany', { count: all.reduce((n, r) => n + r.replayed + r.added, 0) })),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  return (
    <>
      <LinkButton look="quiet" icon="back" to="/o/settings/webhooks">
        {t('menu.webhooks')}
      </LinkButton>
      <Button onClick={() => say(test.mutateAsync({ params }), t('testSent'))} busy={test.isPending}>
        {t('test')}
      </Button>
      {w.enabled && <Button onClick={() => void onReplay()}>{t('replay')}</Button>}
      <Button
        icon="pen"
        onClick={() => {
          form.reset(values)
          setEditing(true)
        }}
      >
        {t('edit')}
      </Button>
      <Button
        onClick={async () => {
          if (await confirm({ title: t('rotateTitle'), body: t('rotateBody'), action: t('rotate') }))
            await rotate.mutateAsync({ params, body: { overlapHours: 24 } }).then(setMade, (error) => toast(text(error), { tone: 'amber' }))
        }}
      >
        {t('rotate')}
      </Button>
      <Button
        onClick={() =>
          say(update.mutateAsync({ params, body: { enabled: !w.enabled, version: w.version } }), t(w.enabled ? 'turnedOff' : 'turnedOn'))
        }
      >
        {t(w.enabled ? 'turnOff' : 'turnOn')}
      </Button>
      <Button
        icon="trash"
        aria-label={t('remove')}
        onClick={async () => {
          if (!(await confirm({ title: t('removeTitle', { name: w.name }), body: t('removeBody'), action: t('remove') }))) return
          await remove.mutateAsync({ params }).then(
            () => go('/o/settings/webhooks'),
            (error) => toast(text(error), { tone: 'amber' }),
          )
        }}
      />
      <FormDrawer
        open={editing}
        onClose={() => setEditing(false)}
        wide
        title={t('edit')}
        form={form}
        onSubmit={async (body: z.output<typeof webhookDraft>) => {
          await update.mutateAsync({ params, body: { ...body, version: w.version } })
          setEditing(false)
          toast(t('saved'))
        }}
      >
        <WebhookInputs />
      </FormDrawer>
      <SecretOnce of={made} note={t('secretNote')} onClose={() => setMade(null)} />
    </>
  )
}

function Deliveries({ of: w }: { of: Webhook }) {
  const t = useT('integrations')
  const format = useFormat()
  const typeName = useTypeName()
  const [query, setQuery] = useState<Query>({})
  const [filter, setFilter] = useState('all')
  const state = filter === 'all' ? undefined : (filter as DeliveryState)
  const found = usePages(webhookEndpoints.deliveries, {
    params: { id: w.id },
    query: { q: query.q, sort: query.sort === 'at' ? 'at' : '-at', state },
  })
  const counts = (found.data?.pages[0] as { counts?: Record<string, number> } | undefined)?.counts
  const columns: Column<Delivery>[] = [
    { key: 'at', label: t('at'), value: (d) => d.at, width: 190, render: (d) => format.dateTime(d.at), card: 'detail' },
    {
      key: 'type',
      label: t('type'),
      value: (d) => typeName(d.type),
      card: 'title',
      sortable: false,
      render: (d) => <b>{d.type === 'webhook.test' ? t('test') : typeName(d.type)}</b>,
    },
    {
      key: 'state',
      label: t('state'),
      value: (d) => t(`is.${d.state}`),
      width: 130,
      sortable: false,
      card: 'state',
      render: (d) => (
        <StatusTag tone={deliveryTones[d.state]} icon={deliveryIcons[d.state]}>
          {t(`is.${d.state}`)}
        </StatusTag>
      ),
    },
    {
      key: 'statusCode',
      label: t('answer'),
      value: (d) => d.statusCode,
      width: 150,
      sortable: false,
      card: 'tag',
      render: (d) => d.statusCode ?? (d.fault ? t(`faultShort.${d.fault}`) : '—'),
    },
    { key: 'attempts', label: t('attempts'), value: (d) => d.attempts, kind: 'number', width: 90, sortable: false },
  ]
  return (
    <ListScreen
      {...found.list}
      rows={found.rows as Delivery[] | undefined}
      id="integrations.deliveries"
      title={w.name}
      columns={columns}
      query={query}
      onQuery={setQuery}
      searchHint={t('searchHint')}
      filters={[
        { key: 'all', label: t('allStates') },
        ...deliveryStates.map((key) => ({ key, label: t(`is.${key}`), count: counts?.[key] })),
      ]}
      filter={filter}
      onFilter={setFilter}
      actions={<Acts of={w} />}
      drawer={(d) => ({
        title: d.type === 'webhook.test' ? t('test') : typeName(d.type),
        detail: <code>{d.type}</code>,
        body: <DeliveryPanel webhookId={w.id} of={d} enabled={w.enabled} />,
      })}
      empty={
        <EmptyState icon="inbox" title={t('noDeliveries')}>
          {t('noDeliveriesNote')}
        </EmptyState>
      }
    />
  )
}

/** One webhook: its log, and what can be done with it. */
export default function WebhookScreen() {
  const t = useT('integrations')
  const format = useFormat()
  const { id = '' } = useRouteParams()
  const found = useEndpoint(webhookEndpoints.get, { params: { id } })
  return (
    <Loaded of={found}>
      {(w) => (
        <>
          {(!w.enabled || w.failingSince) && (
            <div className="hook-alert">
              <Alert title={t(w.enabled ? 'failingTitle' : `why.${w.disabledReason ?? 'person'}`)}>
                {t(w.enabled ? 'failingNote' : 'offNote', { at: w.failingSince ? format.dateTime(w.failingSince) : '' })}
              </Alert>
            </div>
          )}
          <Deliveries of={w} />
        </>
      )}
    </Loaded>
  )
}
