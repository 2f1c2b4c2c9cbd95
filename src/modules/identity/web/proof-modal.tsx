import { Modal } from '@mantine/core'
import { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useSession } from '../../../kernel/web/session.tsx'
import { Alert } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { securityEndpoints } from '../contract/security.ts'

const schema = z.object({ password: z.string().min(1).max(200) })

function ByPassword({ answer }: { answer: (yes: boolean) => void }) {
  const t = useT('identity')
  const email = useSession().data?.user?.email ?? ''
  const prove = useCall(securityEndpoints.stepUp, { invalidates: ['/account/step-up', '/account/security-log'] })
  const form = useKitForm({ schema, defaults: { password: '' } })
  return (
    <Form
      form={form}
      submit={t('proof.action')}
      onCancel={() => answer(false)}
      onSubmit={async (body: z.output<typeof schema>) => {
        await prove.mutateAsync({ body })
        answer(true)
      }}
    >
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field.Password name="password" label={t('proof.password')} required />
    </Form>
  )
}

/** 「請再確認是您本人」: closing it is a no, and the page behind stays as it was. */
export default function ProofModal({ answer }: { answer: (yes: boolean) => void }) {
  const t = useT('identity')
  const found = useEndpoint(securityEndpoints.state, undefined, { staleTime: 0 })
  return (
    <Modal
      opened
      zIndex={400}
      onClose={() => answer(false)}
      title={t('proof.title')}
      size={440}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Loaded of={found}>
        {({ minutes, methods }) => (
          <>
            <p className="sec">{t('proof.note', { minutes })}</p>
            {methods.includes('password') ? <ByPassword answer={answer} /> : <Alert title={t('proof.failed')}>{t('proof.noMethod')}</Alert>}
          </>
        )}
      </Loaded>
    </Modal>
  )
}
