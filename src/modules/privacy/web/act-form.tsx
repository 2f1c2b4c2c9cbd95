import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Alert } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { refusalGrounds, refusalNames, requestEndpoints as e, type RequestRow } from '../contract/request.ts'
import type { RunCount } from '../contract/run.ts'

export type Act = 'verify' | 'extend' | 'refuse' | 'withdraw' | 'answer' | 'export' | 'stop' | 'erase'
const text = (min: number, max: number) => z.string().trim().min(min).max(max)
const schemas = {
  verify: z.object({ how: text(2, 300) }),
  extend: z.object({ reason: text(2, 500) }),
  refuse: z.object({ ground: z.enum(refusalGrounds), answer: text(2, 2000) }),
  withdraw: z.object({ answer: text(0, 500) }),
  answer: z.object({ answer: text(2, 2000) }),
  export: z.object({ send: z.boolean(), answer: text(0, 2000) }),
  stop: z.object({ answer: text(0, 2000) }),
  erase: z.object({ answer: text(0, 2000), sure: z.literal(true) }),
}
const fresh = { invalidates: ['/privacy/requests', '/privacy/runs'] }

/** One step of a request; what it does stands above the button before it is pressed. */
export function ActForm(props: {
  act: Act
  of: RequestRow
  include: string[]
  exclude: string[]
  onClose: () => void
  onExported: (made: { url: string; expiresAt: string }) => void
  onErased: (counts: RunCount[]) => void
}) {
  const { act, of, include, exclude, onClose } = props
  const t = useT('privacy')
  const lang = useLang()
  const calls = {
    verify: useCall(e.verify, fresh),
    extend: useCall(e.extend, fresh),
    refuse: useCall(e.refuse, fresh),
    withdraw: useCall(e.withdraw, fresh),
    answer: useCall(e.answer, fresh),
    stop: useCall(e.stop, fresh),
    export: useCall(e.export, fresh),
    erase: useCall(e.erase, fresh),
  }
  const form = useKitForm({
    schema: schemas[act] as z.ZodType<Record<string, unknown>>,
    defaults: { how: '', reason: '', ground: 'identity', answer: '', send: Boolean(of.email), sure: false },
  })
  const onSubmit = async (values: Record<string, never>) => {
    const params = { id: of.id }
    const body = { ...(values as object), version: of.version }
    if (act === 'export') {
      const made = await calls.export.mutateAsync({ params, body: { ...body, include } as never })
      props.onExported(made)
    } else if (act === 'erase') {
      const { answer } = values as unknown as { answer: string }
      const done = await calls.erase.mutateAsync({ params, body: { version: of.version, answer, include, exclude } })
      props.onErased(done.counts)
    } else await calls[act].mutateAsync({ params, body: body as never })
    toast(t(`done.${act}`))
    onClose()
  }
  const answer = (
    <Field.Textarea
      name="answer"
      label={t('request.answer')}
      help={t('act.answerHelp')}
      rows={4}
      required={act === 'refuse' || act === 'answer'}
    />
  )
  return (
    <FormModal open onClose={onClose} title={t(`act.${act}`)} form={form} submit={t(`act.${act}`)} onSubmit={onSubmit as never}>
      <Alert tone={act === 'erase' || act === 'refuse' ? 'amber' : 'indigo'} title={t(`about.${act}`)} />
      {act === 'verify' && <Field.Text name="how" label={t('request.how')} placeholder={t('act.howExample')} required />}
      {act === 'extend' && <Field.Textarea name="reason" label={t('act.reason')} rows={3} required />}
      {act === 'refuse' && (
        <Field.Select
          name="ground"
          label={t('request.ground')}
          required
          options={refusalGrounds.map((value) => ({ value, label: pick(refusalNames[value], lang) }))}
        />
      )}
      {act === 'export' && <Field.Switch name="send" label={t('act.send')} help={t('act.sendHelp')} disabled={!of.email} />}
      {act !== 'verify' && act !== 'extend' && answer}
      {act === 'erase' && <Field.Switch name="sure" label={t('act.sure')} help={t('act.sureHelp')} />}
    </FormModal>
  )
}
