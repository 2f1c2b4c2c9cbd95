import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Tag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { registration, registrationEndpoints, type RegistrationRow } from '../contract/registration.ts'
import { Actions } from './actions.tsx'
import { editForm, Inputs, RegistrationFacts, StateTag } from './parts.tsx'

const fields = Object.keys(registration.fields) as (keyof typeof registration.fields)[]

function One({ row }: { row: RegistrationRow }) {
  const t = useT('registration')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const [editing, setEditing] = useState(false)
  const shared = useRecordTabs({ entity: 'registration', entityId: row.id })
  const change = useCall(registrationEndpoints.change, { invalidates: ['/events/:eventId/registrations', '/events/:eventId/history'] })
  const form = useKitForm({ schema: editForm, defaults: {} })
  const edit = () => {
    form.reset(Object.fromEntries(fields.map((k) => [k, row[k] === '' && (k === 'country' || k === 'diet') ? null : row[k]])))
    setEditing(true)
  }
  return (
    <>
      <RecordScreen
        title={row.name}
        code={row.code}
        state={
          <>
            <StateTag row={row} soft />
            <Tag>{pick(row.ticketName, lang)}</Tag>
          </>
        }
        detail={[row.organisation, row.title].filter(Boolean).join('　')}
        back={{ to: '~/registrations', label: t('list.title') }}
        actions={<Actions row={row} />}
        next={
          can('registration.edit') ? (
            <Button look="primary" icon="pen" onClick={edit}>
              {t('edit')}
            </Button>
          ) : undefined
        }
        tabs={[{ key: 'details', label: t('tabs.details'), body: <RegistrationFacts row={row} /> }, ...shared]}
      />
      <FormDrawer
        open={editing}
        onClose={() => setEditing(false)}
        title={t('editTitle', { code: row.code })}
        wide
        form={form}
        onSubmit={async (values: Record<string, unknown>) => {
          const patch = { ...Object.fromEntries(fields.map((k) => [k, values[k] ?? ''])), version: row.version }
          await change.mutateAsync({ params: { eventId: event.id }, body: { changes: [{ id: row.id, patch: patch as never }] } })
          setEditing(false)
          toast(t('saved'))
        }}
      >
        <Inputs types={[]} />
      </FormDrawer>
    </>
  )
}

export default function Registration() {
  const event = useThisEvent()
  const { id } = useRouteParams()
  return (
    <Loaded of={useEndpoint(registrationEndpoints.get, { params: { eventId: event.id, id: id! } })}>{(row) => <One row={row} />}</Loaded>
  )
}
