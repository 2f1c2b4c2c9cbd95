import { useState } from 'react'
import { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useUrlState } from '../../../kernel/web/nav.tsx'
import { Alert } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { auth } from './auth.ts'
import { Gate } from './gate.tsx'

const schema = z.object({ email: z.email() })

export default function Forgot() {
  const t = useT('identity')
  const [email] = useUrlState('email')
  const [sentTo, setSentTo] = useState('')
  const form = useKitForm({ schema, defaults: { email } })
  return (
    <Gate title={t('forgot.title')} note={sentTo ? undefined : t('forgot.note')}>
      {sentTo ? (
        <Alert tone="jade" icon="mail" title={t('forgot.sent')}>
          {t('forgot.sentNote', { email: sentTo })}
        </Alert>
      ) : (
        <Form
          form={form}
          submit={t('forgot.action')}
          onSubmit={async (body: z.output<typeof schema>) => {
            await auth('/request-password-reset', body)
            setSentTo(body.email)
          }}
        >
          <Field.Email name="email" label={t('email')} required autoComplete="username" />
        </Form>
      )}
      <p className="links">
        <AppLink className="a" to="/sign-in">
          {t('backToSignIn')}
        </AppLink>
      </p>
    </Gate>
  )
}
