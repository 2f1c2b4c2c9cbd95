import { useState } from 'react'
import { z } from 'zod'
import { ApiError } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall } from '../../../kernel/web/query.ts'
import { Alert, LinkButton } from '../../../ui/bits.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { unlockEndpoints } from '../contract/session.ts'
import { Gate } from './gate.tsx'

/** The link of 「是您要登入嗎？」: a button and not the opening itself, since mail programs open links, too. */
export default function Unlock() {
  const t = useT('identity')
  const [token] = useUrlState('token')
  const [state, setState] = useState<'ask' | 'done' | 'dead'>(token ? 'ask' : 'dead')
  const unlock = useCall(unlockEndpoints.unlock)
  const form = useKitForm({ schema: z.object({}), defaults: {} })
  return (
    <Gate title={t('unlock.title')} note={state === 'ask' && t('unlock.note')}>
      {state === 'ask' && (
        <Form
          form={form}
          submit={t('unlock.action')}
          onSubmit={async () => {
            try {
              await unlock.mutateAsync({ body: { token } })
              setState('done')
            } catch (error) {
              if (!(error instanceof ApiError && error.code === 'identity.unlock_invalid')) throw error
              setState('dead')
            }
          }}
        >
          <p className="md sec">{t('unlock.notMe')}</p>
        </Form>
      )}
      {state === 'done' && (
        <>
          <Alert tone="jade" title={t('unlock.done')}>
            {t('unlock.doneNote')}
          </Alert>
          <div className="row acts">
            <LinkButton large look="primary" to="/sign-in">
              {t('signIn.action')}
            </LinkButton>
          </div>
        </>
      )}
      {state === 'dead' && (
        <Alert
          title={t('unlock.dead')}
          action={
            <AppLink className="a" to="/sign-in">
              {t('backToSignIn')}
            </AppLink>
          }
        >
          {t('unlock.deadNote')}
        </Alert>
      )}
    </Gate>
  )
}
