import { useMutation, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { call } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useSession, useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert, Button, LinkButton } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Skeleton, useProblemText } from '../../../ui/states.tsx'
import { joinEndpoints } from '../contract/people.ts'
import { roleNames } from '../contract/roles.ts'
import { password } from '../contract/session.ts'
import { auth, chooseOrganisation } from './auth.ts'
import { Gate } from './gate.tsx'
import { NewPassword } from './strength.tsx'

const schema = z.object({ name: z.string().trim().min(1).max(80), password })
type Invited = { organisation: string; email: string; name: string; step: string }

function NewPerson({ invited, token }: { invited: Invited; token: string }) {
  const t = useT('identity')
  const lang = useLang()
  const go = useGo()
  const refresh = useSessionReset()
  const form = useKitForm({ schema, defaults: { name: invited.name, password: '' } })
  return (
    <Form
      form={form}
      submit={t('join.action', { organisation: invited.organisation })}
      onSubmit={async (body: z.output<typeof schema>) => {
        const done = await call(joinEndpoints.accept, { body: { ...body, token, locale: lang } })
        await auth('/sign-in/email', { email: done.email, password: body.password })
        chooseOrganisation(done.organisationId)
        await refresh()
        go('/', { replace: true })
      }}
    >
      <input type="hidden" autoComplete="username" value={invited.email} readOnly />
      <Field.Text name="name" label={t('yourName')} required autoComplete="name" />
      <NewPassword name="password" label={t('choosePassword')} own={[invited.email, invited.organisation]} />
    </Form>
  )
}

export default function Join() {
  const t = useT('identity')
  const lang = useLang()
  const go = useGo()
  const text = useProblemText()
  const refresh = useSessionReset()
  const me = useSession().data?.user
  const [token] = useUrlState('token')
  const look = useQuery({
    queryKey: ['join', token, me?.id ?? '', lang],
    queryFn: () => call(joinEndpoints.look, { body: { token } }),
    retry: false,
    enabled: token !== '',
  })
  const accept = useMutation({
    mutationFn: () => call(joinEndpoints.accept, { body: { token } }),
    onSuccess: async (done) => {
      chooseOrganisation(done.organisationId)
      await refresh()
      go('/', { replace: true })
    },
  })
  if (token === '' || look.error)
    return (
      <Gate title={t('join.deadTitle')}>
        <Alert title={token === '' ? t('join.dead') : text(look.error)}>{t('join.deadNote')}</Alert>
        <p className="links">
          <AppLink className="a" to="/sign-in">
            {t('backToSignIn')}
          </AppLink>
        </p>
      </Gate>
    )
  const invited = look.data
  if (!invited) return <Skeleton page />
  const here = `/join?token=${token}`
  return (
    <Gate
      title={t('join.title', { organisation: invited.organisation })}
      note={t('join.note', {
        who: invited.invitedBy || invited.organisation,
        role: pick(roleNames[invited.role], lang),
        email: invited.email,
      })}
    >
      {invited.step === 'new' && <NewPerson invited={invited} token={token} />}
      {invited.step === 'ready' && (
        <div className="row acts">
          {accept.error && <Alert title={text(accept.error)} />}
          <Button large look="primary" busy={accept.isPending} onClick={() => accept.mutate()}>
            {t('join.action', { organisation: invited.organisation })}
          </Button>
        </div>
      )}
      {invited.step === 'signIn' && (
        <>
          <Alert tone="indigo" title={t('join.known', { email: invited.email })}>
            {me ? t('join.otherPerson', { email: me.email }) : t('join.knownNote')}
          </Alert>
          <div className="row acts">
            {me ? (
              <Button large look="primary" onClick={() => void auth('/sign-out').then(refresh)}>
                {t('app:top.signOut')}
              </Button>
            ) : (
              <LinkButton large look="primary" href={`/app/sign-in?${new URLSearchParams({ next: here, email: invited.email })}`}>
                {t('signIn.action')}
              </LinkButton>
            )}
          </div>
        </>
      )}
    </Gate>
  )
}
