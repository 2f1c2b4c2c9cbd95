import './factors.css'
import { Modal } from '@mantine/core'
import { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { factorEndpoints } from '../contract/factors.ts'

const schema = z.object({ code: z.string().trim().min(6).max(10) })
export type Begun = { secret: string; uri: string; qr: string }

/** 驗證器 App: scan or type the key, then show by a code that it works. */
export default function TotpModal({
  begun,
  onClose,
  onDone,
}: {
  begun: Begun
  onClose: () => void
  onDone: (codes: string[] | null) => void
}) {
  const t = useT('identity')
  const confirm = useCall(factorEndpoints.confirmTotp, { invalidates: ['/account/factors'] })
  const form = useKitForm({ schema, defaults: { code: '' } })
  const spaced = begun.secret.replaceAll(/(.{4})(?!$)/g, '$1 ')
  return (
    <Modal
      opened
      zIndex={390}
      onClose={onClose}
      title={t('factors.totpTitle')}
      size={560}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <div className="totpsetup">
        <img src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.qr)}`} alt={t('factors.qr')} />
        <ol>
          <li>{t('factors.step1')}</li>
          <li>{t('factors.step2')}</li>
          <li>
            {t('factors.step2b')}
            <div className="keybox">
              <code className="totpkey">{spaced}</code>
              <Button
                look="quiet"
                icon="copy"
                aria-label={t('factors.copy')}
                onClick={() => void navigator.clipboard.writeText(begun.secret).then(() => toast(t('factors.copied')))}
              />
            </div>
          </li>
          <li>{t('factors.step3')}</li>
        </ol>
      </div>
      <Form
        form={form}
        submit={t('factors.confirm')}
        onCancel={onClose}
        onSubmit={async ({ code }: z.output<typeof schema>) => {
          const { recoveryCodes } = await confirm.mutateAsync({ body: { code: code.replaceAll(/\s/g, '') } })
          onDone(recoveryCodes)
        }}
      >
        <Field.Text name="code" label={t('factors.code')} required autoComplete="one-time-code" />
      </Form>
    </Modal>
  )
}
