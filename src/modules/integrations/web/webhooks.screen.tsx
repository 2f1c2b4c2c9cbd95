import './webhooks.css'
import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, StatusTag } from '../../../ui/bits.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { SecretOnce } from '../../../ui/secret.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Webhook, webhookDraft, webhookEndpoints } from '../contract/webhook.ts'
import { stateIcons, stateOf, stateTones, useEvents, WebhookInputs } from './inputs.tsx'

/** Where messages go, and how they fare. */
export default function Webhooks() {
  const t = useT('integrations')
  const go = useGo()
  const format = useFormat()
  const events = useEvents()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<(Webhook & { secret: string }) | null>(null)
  const found = useEndpoint(webhookEndpoints.list)
  const create = useCall(webhookEndpoints.create, { invalidates: ['/webhooks'] })
  const form = useKitForm({ schema: webhookDraft, defaults: { name: '', url: '', types: [], eventId: null } })
  const columns: Column<Webhook>[] = [
    { key: 'name', label: t('name'), value: (w) => w.name, card: 'title', render: (w) => <b>{w.name}</b> },
    { key: 'receiver', label: t('receiver'), value: (w) => new URL(w.url).host, width: 240, card: 'detail' },
    {
      key: 'state',
      label: t('state'),
      value: (w) => t(`is.${stateOf(w)}`),
      width: 130,
      groupable: true,
      card: 'state',
      render: (w) => (
        <StatusTag tone={stateTones[stateOf(w)]} icon={stateIcons[stateOf(w)]}>
          {t(`is.${stateOf(w)}`)}
        </StatusTag>
      ),
    },
    {
      key: 'types',
      label: t('types'),
      value: (w) => w.types.length,
      kind: 'number',
      width: 110,
      card: 'tag',
      render: (w) => t('kinds', { count: w.types.length }),
    },
    {
      key: 'eventId',
      label: t('onlyEvent'),
      value: (w) => (w.eventId ? (events.get(w.eventId) ?? '') : t('allEvents')),
      width: 180,
      hidden: true,
    },
    { key: 'pending', label: t('is.pending'), value: (w) => w.pending, kind: 'number', width: 90 },
    { key: 'failed', label: t('is.failed'), value: (w) => w.failed, kind: 'number', width: 90 },
    {
      key: 'last',
      label: t('last'),
      value: (w) => w.lastDeliveredAt,
      width: 190,
      render: (w) => (w.lastDeliveredAt ? format.dateTime(w.lastDeliveredAt) : '—'),
    },
  ]
  return (
    <>
      <ListScreen
        id="integrations.webhooks"
        title={t('menu.webhooks')}
        rows={found.data?.rows}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        primary={found.data?.can.edit ? { label: t('add'), onClick: () => setAdding(true) } : undefined}
        onOpen={(w) => go(`/o/settings/webhooks/${w.id}`)}
        empty={
          <EmptyState icon="link" title={t('empty')} action={<Button onClick={() => setAdding(true)}>{t('add')}</Button>}>
            {t('emptyNote')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        wide
        title={t('add')}
        form={form}
        onSubmit={async (body: z.output<typeof webhookDraft>) => {
          const answer = await create.mutateAsync({ body })
          setAdding(false)
          form.reset()
          setMade(answer)
        }}
      >
        <WebhookInputs />
      </FormDrawer>
      <SecretOnce
        note={t('secretNote')}
        of={made}
        onClose={() => {
          const id = made?.id
          setMade(null)
          if (id) go(`/o/settings/webhooks/${id}`)
        }}
      />
    </>
  )
}
