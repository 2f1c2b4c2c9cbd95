import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button } from '../../../ui/bits.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { breachDraft, breachEndpoints, type BreachRow } from '../contract/breach.ts'
import { BreachInputs, BreachTag, breachCode } from './breach-inputs.tsx'
import { Places } from './parts.tsx'

/** Breaches and drills. */
export default function Breaches() {
  const t = useT('privacy')
  const format = useFormat()
  const go = useGo()
  const may = useCan()('privacy.edit')
  const [adding, setAdding] = useState(false)
  const found = useEndpoint(breachEndpoints.list, {})
  const create = useCall(breachEndpoints.create, { invalidates: ['/privacy/breaches'] })
  const [now] = useState(() => new Date().toISOString())
  const form = useKitForm({
    schema: breachDraft,
    defaults: {
      title: '',
      drill: false,
      what: '',
      eventId: null,
      occurredAt: null,
      noticedAt: now,
      kinds: [],
      special: false,
      people: null,
      systems: '',
      systemRecords: null,
      authority: '',
      authorityAt: null,
      peopleAt: null,
      peopleHow: '',
      measures: '',
    },
  })
  const columns: Column<BreachRow>[] = [
    {
      key: 'number',
      label: t('request.number'),
      value: (b) => b.number,
      width: 90,
      card: 'tag',
      render: (b) => <code>{breachCode(b)}</code>,
    },
    { key: 'title', label: t('breach.name'), value: (b) => b.title, card: 'title', render: (b) => <b>{b.title}</b> },
    {
      key: 'noticedAt',
      label: t('breach.noticed'),
      value: (b) => b.noticedAt,
      width: 160,
      card: 'detail',
      render: (b) => format.dateTime(b.noticedAt),
    },
    { key: 'people', label: t('breach.people'), value: (b) => b.people, kind: 'number', width: 100 },
    {
      key: 'dueAt',
      label: t('breach.due'),
      value: (b) => b.dueAt,
      width: 170,
      card: 'detail',
      render: (b) => (b.dueAt ? format.dateTime(b.dueAt) : t('breach.notDue')),
    },
    {
      key: 'state',
      label: t('request.state'),
      value: (b) => (b.closedAt ? 'closed' : 'open'),
      width: 130,
      card: 'state',
      render: (b) => <BreachTag of={b} />,
    },
  ]
  return (
    <>
      <Places on="/breaches" />
      <ListScreen
        id="privacy.breaches"
        title={t('places.breaches')}
        rows={found.data?.rows}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        onOpen={(b) => go(`/o/settings/privacy/breaches/${b.id}`)}
        primary={may ? { label: t('breach.add'), onClick: () => setAdding(true) } : undefined}
        empty={
          <EmptyState
            icon="warn"
            title={t('breach.empty')}
            action={may && <Button onClick={() => setAdding(true)}>{t('breach.add')}</Button>}
          >
            {t('breach.emptyNote')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        wide
        onClose={() => setAdding(false)}
        title={t('breach.add')}
        form={form}
        onSubmit={async (body: z.output<typeof breachDraft>) => {
          const made = await create.mutateAsync({ body })
          setAdding(false)
          form.reset()
          go(`/o/settings/privacy/breaches/${made.id}`)
        }}
      >
        <BreachInputs />
      </FormDrawer>
    </>
  )
}
