import { z } from 'zod'
import { addDays, daysBetween } from '../../../kernel/contract/dates.ts'
import { download, href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { certificateEndpoints } from '../contract/certificate.ts'

const options = z.object({
  day: z.string(),
  order: z.enum(['code', 'name']),
  boxes: z.enum(['both', 'in']),
  blank: z.number().int().min(0).max(200),
  lang: z.enum(['zh-TW', 'en']),
})
const ALL = 'all'

/** Which paper sign-in sheet to print; it is made of the registrations as they are now. */
export function SignInSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT('checkin')
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const form = useKitForm({ schema: options, defaults: { day: ALL, order: 'code', boxes: 'both', blank: 10, lang: useLang() } })
  const days = Array.from({ length: Math.min(31, daysBetween(event.startsOn, event.endsOn) + 1) }, (_, i) => addDays(event.startsOn, i))
  const choices = (of: 'order' | 'boxes', keys: readonly string[]) => keys.map((value) => ({ value, label: t(`sheet.${of}.${value}`) }))
  return (
    <FormModal
      open={open}
      onClose={onClose}
      title={t('sheet.title')}
      form={form}
      submit={t('sheet.print')}
      onSubmit={async (values) => {
        const { day, ...rest } = values as z.output<typeof options>
        await download(
          href(certificateEndpoints.signIn, { params: { eventId: event.id }, query: { ...rest, ...(day === ALL ? {} : { day }) } }),
        )
        onClose()
      }}
    >
      <p className="md sec">{t('sheet.help')}</p>
      <Field.Select
        name="day"
        label={t('board.day')}
        options={[{ value: ALL, label: t('sheet.allDays') }, ...days.map((d) => ({ value: d, label: format.date(d) }))]}
      />
      <Field.Select name="order" label={t('sheet.by')} options={choices('order', ['code', 'name'])} />
      <Field.Select name="boxes" label={t('sheet.sign')} options={choices('boxes', ['both', 'in'])} />
      <Field.Number name="blank" label={t('sheet.blank')} />
      <Field.Select
        name="lang"
        label={t('sheet.lang')}
        options={[
          { value: 'zh-TW', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
    </FormModal>
  )
}
