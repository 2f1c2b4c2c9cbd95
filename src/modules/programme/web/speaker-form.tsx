import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { speaker, type Speaker, speakerEndpoints } from '../contract/speaker.ts'
import { stale } from './data.ts'

const schema = speaker.draft.omit({ photoFileId: true, links: true })
const fresh = [...stale, '/events/:eventId/speakers']

/** Create and edit somebody on stage. */
export function SpeakerForm({ onClose, row, eventId }: { onClose: () => void; row?: Speaker; eventId: string }) {
  const t = useT('programme')
  const lang = useLang()
  const empty = { zh: '', en: '' }
  const form = useKitForm({
    schema,
    defaults: {
      name: row?.name ?? empty,
      jobTitle: row?.jobTitle ?? empty,
      organisation: row?.organisation ?? empty,
      bio: row?.bio ?? empty,
      country: row?.country ?? '',
      email: row?.email ?? '',
      avatarUrl: row?.avatarUrl ?? '',
    } as never,
  })
  const create = useCall(speakerEndpoints.create, { invalidates: fresh })
  const update = useCall(speakerEndpoints.update, { invalidates: fresh })
  const send = async (values: object) => {
    const saved = row
      ? await update.mutateAsync({ params: { eventId, id: row.id }, body: { ...values, version: row.version } as never })
      : await create.mutateAsync({ params: { eventId }, body: values as never })
    toast(t('form.saved', { title: pick(saved.name, lang) }))
    onClose()
  }
  return (
    <FormDrawer open wide onClose={onClose} title={row ? t('speaker.edit') : t('speaker.add')} form={form} onSubmit={send as never}>
      <Field.Localized name="name" label={t('speaker.name')} required />
      <Field.Localized name="organisation" label={t('speaker.organisation')} />
      <Field.Localized name="jobTitle" label={t('speaker.jobTitle')} />
      <Field.Localized name="bio" label={t('speaker.bio')} area />
      <div className="pair">
        <Field.Email name="email" label={t('speaker.email')} help={t('speaker.emailHelp')} />
        <Field.Text name="country" label={t('speaker.country')} placeholder="TW" help={t('speaker.countryHelp')} />
      </div>
      <Field.Url name="avatarUrl" label={t('speaker.avatarUrl')} />
    </FormDrawer>
  )
}
