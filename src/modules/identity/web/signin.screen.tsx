import { useEffect, useState } from 'react'
import { Navigate } from '@tanstack/react-router'
import { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useSession, useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert, Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import type { SecondStep } from '../contract/factors.ts'
import { auth } from './auth.ts'
import { Gate } from './gate.tsx'
import { inside } from './inside.ts'
import { OtherWays } from './other-ways.tsx'
import { SecondStepGate } from './second-step.tsx'

const schema = z.object({ email: z.email(), password: z.string().min(1) })

export default function SignIn() {
  const t = useT('identity')
  const go = useGo()
  const session = useSession()
  const reset = useSessionReset()
  const [next] = useUrlState('next')
  const [email] = useUrlState('email')
  const [done] = useUrlState('done')
  const form = useKitForm({ schema, defaults: { email, password: '' } })
  const [steps, setSteps] = useState<SecondStep[] | null>(null)
  const ready = Boolean(session.data?.user && session.data.organisation)
  useEffect(() => {
    if (!ready) return
    const [to, search] = inside(next)
    go(to, { search, replace: true })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when signed in
  }, [ready])
  if (!session.data && !session.error) return <Skeleton page />
  if (session.data?.setupNeeded) return <Navigate to="/setup" />
  if (ready) return <Skeleton page />
  if (session.data?.user)
    return (
      <Gate title={t('noPlace.title')} note={t('noPlace.note', { email: session.data.user.email })}>
        <div className="row acts">
          <Button large onClick={() => void auth('/sign-out').then(reset)}>
            {t('app:top.signOut')}
          </Button>
        </div>
      </Gate>
    )
  if (steps)
    return (
      <SecondStepGate
        steps={steps}
        onDone={reset}
        onBack={() => {
          form.reset({ email: form.getValues('email'), password: '' })
          setSteps(null)
        }}
      />
    )
  return (
    <Gate title={t('signIn.title')} note={t('signIn.note')}>
      {done === 'reset' && (
        <Alert tone="jade" title={t('reset.done')}>
          {t('reset.doneNote')}
        </Alert>
      )}
      <Form
        form={form}
        submit={t('signIn.action')}
        onSubmit={async (body: z.output<typeof schema>) => {
          const answer = (await auth('/sign-in/email', body)) as { secondStep?: SecondStep[] } | undefined
          if (answer?.secondStep) setSteps(answer.secondStep)
          else await reset()
        }}
      >
        <Field.Email name="email" label={t('email')} required autoComplete="username webauthn" />
        <Field.Password name="password" label={t('password')} required />
      </Form>
      <OtherWays email={form.watch('email')} next={next} onDone={reset} />
      <p className="links">
        <AppLink className="a" to="/forgot" search={{ email: form.watch('email') || undefined }}>
          {t('signIn.forgot')}
        </AppLink>
      </p>
    </Gate>
  )
}
