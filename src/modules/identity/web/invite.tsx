import { useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { invitationDraft, memberEndpoints } from '../contract/people.ts'
import { useRoles } from './roles.ts'

const schema = invitationDraft.omit({ eventId: true })

function RoleHelp() {
  const t = useT('identity')
  const role = useFormContext().watch('role') as string | undefined
  return role ? <p className="md sec">{t(`roleHelp.${role}`)}</p> : null
}

/** Invites by e-mail; with `eventId` also onto that event's team. */
export function InviteDrawer({ open, onClose, eventId = null }: { open: boolean; onClose: () => void; eventId?: string | null }) {
  const t = useT('identity')
  const lang = useLang()
  const { roleOptions, groupOptions } = useRoles()
  const send = useCall(memberEndpoints.invite, { invalidates: ['/invitations'] })
  const form = useKitForm({ schema, defaults: { email: '', name: '', role: 'planner', groups: [], lang } })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('invite.title')}
      form={form}
      submit={t('invite.action')}
      onSubmit={async (body: z.output<typeof schema>) => {
        await send.mutateAsync({ body: { ...body, eventId } })
        toast(t('invite.sent', { email: body.email }))
        form.reset()
        onClose()
      }}
    >
      <p className="md sec">{t('invite.note')}</p>
      <Field.Email name="email" label={t('email')} required autoComplete="off" />
      <Field.Text name="name" label={t('name')} help={t('invite.nameHelp')} autoComplete="off" />
      <Field.Select name="role" label={t('role')} required options={roleOptions} />
      <RoleHelp />
      {eventId && <Field.MultiSelect name="groups" label={t('groups')} options={groupOptions} />}
      <Field.Select
        name="lang"
        label={t('invite.lang')}
        required
        options={[
          { value: 'zh-TW', label: '中文（台灣）' },
          { value: 'en', label: 'English' },
        ]}
      />
    </FormDrawer>
  )
}
