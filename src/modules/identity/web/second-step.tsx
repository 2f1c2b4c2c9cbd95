import './factors.css'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Alert, Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { signInEndpoints, type SecondStep } from '../contract/factors.ts'
import { Gate } from './gate.tsx'
import { askPasskey, hasPasskeys } from './passkey.ts'

const schema = z.object({ code: z.string().trim().min(6).max(20) })

/** The other half of signing in: a code of the app, a passkey, or one of the recovery codes. */
export function SecondStepGate({ steps, onDone, onBack }: { steps: SecondStep[]; onDone: () => Promise<void>; onBack: () => void }) {
  const t = useT('identity')
  const text = useProblemText()
  const [recovery, setRecovery] = useState(!steps.includes('totp') && !(steps.includes('passkey') && hasPasskeys()))
  const [refused, setRefused] = useState<string | null>(null)
  const complete = useCall(signInEndpoints.secondStep)
  const form = useKitForm({ schema, defaults: { code: '' } })
  const code = recovery || steps.includes('totp')
  const passkey = async () => {
    setRefused(null)
    try {
      const found = await askPasskey(await call(signInEndpoints.secondStepOptions))
      if (!found) return
      await complete.mutateAsync({ body: { passkey: found } })
      await onDone()
    } catch (error) {
      setRefused(text(error))
    }
  }
  return (
    <Gate
      title={t('second.title')}
      note={t(recovery ? 'second.recoveryNote' : steps.includes('totp') ? 'second.note' : 'second.passkeyNote')}
    >
      {refused && <Alert title={refused} />}
      {code && (
        <Form
          key={String(recovery)}
          form={form}
          submit={t('signIn.action')}
          onSubmit={async (body: z.output<typeof schema>) => {
            await complete.mutateAsync({ body })
            await onDone()
          }}
        >
          <Field.Text
            name="code"
            label={t(recovery ? 'second.recovery' : 'second.code')}
            required
            autoComplete="one-time-code"
            placeholder={recovery ? 'xxxx-xxxx-xxxx' : '123456'}
          />
        </Form>
      )}
      {steps.includes('passkey') && hasPasskeys() && (
        <div className="ways">
          {code && <span className="or">{t('signIn.or')}</span>}
          <Button large look={code ? undefined : 'primary'} icon="lock" busy={!code && complete.isPending} onClick={() => void passkey()}>
            {t('second.passkey')}
          </Button>
        </div>
      )}
      <p className="links">
        {steps.includes('recovery') && (steps.includes('totp') || !recovery) && (
          <button
            type="button"
            className="a"
            onClick={() => {
              form.reset({ code: '' })
              setRecovery(!recovery)
            }}
          >
            {t(recovery ? 'second.useCode' : 'second.useRecovery')}
          </button>
        )}
        <button type="button" className="a" onClick={onBack}>
          {t('second.back')}
        </button>
      </p>
    </Gate>
  )
}
