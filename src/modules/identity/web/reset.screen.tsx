import { useState } from 'react'
import { z } from 'zod'
import { ApiError } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert } from '../../../ui/bits.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { password } from '../contract/session.ts'
import { auth } from './auth.ts'
import { Gate } from './gate.tsx'
import { NewPassword } from './strength.tsx'

const schema = z.object({ newPassword: password })

export default function Reset() {
  const t = useT('identity')
  const go = useGo()
  const refresh = useSessionReset()
  const [token] = useUrlState('token')
  const [dead, setDead] = useState(token === '')
  const form = useKitForm({ schema, defaults: { newPassword: '' } })
  if (dead)
    return (
      <Gate title={t('reset.title')}>
        <Alert
          title={t('reset.dead')}
          action={
            <AppLink className="a" to="/forgot">
              {t('reset.again')}
            </AppLink>
          }
        >
          {t('reset.deadNote')}
        </Alert>
      </Gate>
    )
  return (
    <Gate title={t('reset.title')} note={t('reset.note')}>
      <Form
        form={form}
        submit={t('reset.action')}
        onSubmit={async (body: z.output<typeof schema>) => {
          try {
            await auth('/reset-password', { ...body, token })
          } catch (error) {
            if (error instanceof ApiError && error.code === 'INVALID_TOKEN') return setDead(true)
            throw error
          }
          await refresh()
          go('/sign-in', { search: { done: 'reset' }, replace: true })
        }}
      >
        <NewPassword name="newPassword" label={t('newPassword')} />
      </Form>
    </Gate>
  )
}
