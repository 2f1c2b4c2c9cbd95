import type { ReactNode } from 'react'
import { useCall } from '../../../kernel/web/query.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { event, type Event, eventEndpoints } from '../contract/event.ts'

type Field = Exclude<keyof typeof event.patch.shape, 'version'>

/**
 * A part of the event's settings: some of its fields, saved together. It keeps the version that it was opened at, so that
 * somebody else's change in between is told instead of overwritten.
 */
export function SettingsForm({ row, fields, children }: { row: Event; fields: readonly Field[]; children: ReactNode }) {
  const t = useT('events')
  const save = useCall(eventEndpoints.update, { invalidates: ['/events'] })
  const take = (from: Event) => ({ version: from.version, ...Object.fromEntries(fields.map((one) => [one, from[one]])) })
  const schema = event.patch.pick(Object.fromEntries([...fields, 'version'].map((one) => [one, true])) as { version: true })
  const form = useKitForm({ schema, defaults: take(row) as never })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        const next = await save.mutateAsync({ params: { eventId: row.id }, body })
        form.reset(take(next))
        toast(t('settings.saved'))
      }}
    >
      {children}
    </Form>
  )
}
