import { z } from 'zod'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'

const schema = z.object({ reason: z.string().trim().min(2).max(300) })
/** Asks why, because the trail will want to know. */
export function Reason({
  title,
  label,
  onClose,
  onGiven,
}: {
  title: string
  label: string
  onClose: () => void
  onGiven: (reason: string) => Promise<unknown>
}) {
  const form = useKitForm({ schema, defaults: { reason: '' } })
  return (
    <FormModal
      open
      onClose={onClose}
      title={title}
      form={form}
      onSubmit={async ({ reason }: z.output<typeof schema>) => {
        await onGiven(reason)
        onClose()
      }}
    >
      <Field.Textarea name="reason" label={label} rows={3} required />
    </FormModal>
  )
}
