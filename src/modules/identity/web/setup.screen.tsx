import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useController } from 'react-hook-form'
import type { z } from 'zod'
import { call } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert, Button, LinkButton } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Skeleton, useProblemText } from '../../../ui/states.tsx'
import { setupBody, setupEndpoints } from '../contract/session.ts'
import { auth } from './auth.ts'
import { Gate } from './gate.tsx'
import { NewPassword } from './strength.tsx'

const schema = setupBody.omit({ token: true, locale: true })
type Body = z.output<typeof schema>

function DemoChoice() {
  const t = useT('identity')
  const { field } = useController({ name: 'demo' })
  return (
    <label className="gatedemo">
      <input type="checkbox" checked={field.value ?? false} onChange={(event) => field.onChange(event.currentTarget.checked)} />
      <b>{t('setup.demo')}</b>
      <span className="md sec">{t('setup.demoNote')}</span>
    </label>
  )
}

/** The steps with the running one marked and its seconds, so that a minute of loading is not a mystery. */
function Progress({ step, demo }: { step: 'organisation' | 'demo' | 'open'; demo: boolean }) {
  const t = useT('identity')
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  const steps = demo ? (['organisation', 'demo', 'open'] as const) : (['organisation', 'open'] as const)
  const now = (steps as readonly string[]).indexOf(step)
  return (
    <ol className="gatesteps" role="status">
      {steps.map((one, i) => (
        <li key={one} className={i < now ? 'done' : i === now ? 'on' : ''}>
          {i < now ? <Icon name="check" /> : i === now ? <span className="turn" /> : <Icon name="ring" />}
          {t(`setup.step.${one}`)}
          {i === now && seconds > 1 && <span className="mut sm">{t('setup.seconds', { n: seconds })}</span>}
        </li>
      ))}
    </ol>
  )
}

export default function Setup() {
  const t = useT('identity')
  const lang = useLang()
  const go = useGo()
  const text = useProblemText()
  const refresh = useSessionReset()
  const [token] = useUrlState('token')
  const [step, setStep] = useState<'organisation' | 'demo' | 'open' | null>(null)
  const [failed, setFailed] = useState(false)
  const check = useQuery({
    queryKey: ['setup', token],
    queryFn: () => call(setupEndpoints.check, { body: { token } }),
    retry: false,
    staleTime: Infinity,
  })
  const form = useKitForm({ schema, defaults: { organisation: '', name: '', email: '', password: '', demo: true } })
  const enter = async () => {
    await refresh()
    go('/', { replace: true })
  }
  const run = async (body: Body) => {
    setStep('organisation')
    // The account is there long before the demo is; the server does both in one go.
    const timer = setTimeout(() => body.demo && setStep('demo'), 1200)
    try {
      const done = await call(setupEndpoints.run, { body: { ...body, token, locale: lang } })
      setStep('open')
      await auth('/sign-in/email', { email: body.email, password: body.password })
      if (done.demo === 'failed') setFailed(true)
      else await enter()
    } catch (error) {
      setStep(null)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
  if (check.isPending) return <Skeleton page />
  if (failed)
    return (
      <Gate title={t('setup.readyTitle')}>
        <Alert title={t('setup.demoFailed')}>{t('setup.demoFailedNote')}</Alert>
        <div className="row acts">
          <Button large look="primary" onClick={() => void enter()}>
            {t('setup.enter')}
          </Button>
        </div>
      </Gate>
    )
  const state = check.data?.state
  if (state === 'done')
    return (
      <Gate title={t('setup.doneTitle')} note={t('setup.doneNote')}>
        <div className="row acts">
          <LinkButton large look="primary" to="/sign-in">
            {t('signIn.action')}
          </LinkButton>
        </div>
      </Gate>
    )
  if (state !== 'ready')
    return (
      <Gate title={t('setup.title')}>
        <Alert title={check.error ? text(check.error) : token ? t('setup.wrong') : t('setup.noToken')}>{t('setup.wrongNote')}</Alert>
        <div className="row acts">
          <Button icon="refresh" onClick={() => void check.refetch()}>
            {t('ui:retry')}
          </Button>
        </div>
      </Gate>
    )
  return (
    <Gate title={t(step ? 'setup.running' : 'setup.title')} note={t(step ? 'setup.runningNote' : 'setup.note')}>
      {step && <Progress step={step} demo={form.getValues('demo')} />}
      <div hidden={step !== null}>
        <Form form={form} submit={t('setup.action')} onSubmit={run}>
          <Field.Text
            name="organisation"
            label={t('setup.organisation')}
            required
            autoComplete="organization"
            placeholder={t('setup.organisationHint')}
          />
          <Field.Text name="name" label={t('yourName')} required autoComplete="name" />
          <Field.Email name="email" label={t('email')} required autoComplete="username" />
          <NewPassword name="password" label={t('choosePassword')} />
          <DemoChoice />
        </Form>
      </div>
    </Gate>
  )
}
