import './settings.css'
import { z } from 'zod'
import { setLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useSession, useSessionReset } from '../../../kernel/web/session.tsx'
import { useQueryClient } from '@tanstack/react-query'
import { Avatar, Button, Tag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { RecordScreen } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { accountEndpoints } from '../contract/people.ts'
import { securityEndpoints } from '../contract/security.ts'
import { password } from '../contract/session.ts'
import { auth } from './auth.ts'
import { FactorLines } from './factors.tsx'
import { useRoles } from './roles.ts'
import { SecurityLog } from './security-log.tsx'
import { NewPassword } from './strength.tsx'

const profile = z.object({ name: z.string().trim().min(1).max(80), locale: z.enum(['zh-TW', 'en']) })
const change = z.object({ currentPassword: z.string().min(1), newPassword: password })
type Profile = z.output<typeof profile>

function Me({ of }: { of: Profile }) {
  const t = useT('identity')
  const reset = useSessionReset()
  const save = useCall(accountEndpoints.update, { invalidates: ['/account', '/members'] })
  const form = useKitForm({ schema: profile, defaults: { name: of.name, locale: of.locale } })
  return (
    <Form
      form={form}
      onSubmit={async (body: Profile) => {
        await save.mutateAsync({ body })
        await setLang(body.locale)
        await reset()
        toast(t('saved'))
      }}
    >
      <Field.Text name="name" label={t('yourName')} required autoComplete="name" />
      <Field.Select
        name="locale"
        label={t('account.language')}
        help={t('account.languageHelp')}
        required
        options={[
          { value: 'zh-TW', label: '中文（台灣）' },
          { value: 'en', label: 'English' },
        ]}
      />
    </Form>
  )
}

function Password({ email }: { email: string }) {
  const t = useT('identity')
  const client = useQueryClient()
  const form = useKitForm({ schema: change, defaults: { currentPassword: '', newPassword: '' } })
  return (
    <Form
      form={form}
      submit={t('account.changePassword')}
      onSubmit={async (body: z.output<typeof change>) => {
        await auth('/change-password', body)
        form.reset()
        toast(t('account.passwordChanged'))
        await client.invalidateQueries({ queryKey: ['account'] })
      }}
    >
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field.Password name="currentPassword" label={t('account.current')} required autoComplete="current-password" />
      <NewPassword name="newPassword" label={t('newPassword')} own={[email]} />
      <p className="md sec">{t('account.alsoOthers')}</p>
    </Form>
  )
}

function Sessions() {
  const t = useT('identity')
  const format = useFormat()
  const text = useProblemText()
  const found = useEndpoint(accountEndpoints.sessions)
  const end = useCall(accountEndpoints.endSession, { invalidates: ['/account/sessions'] })
  const endOthers = useCall(accountEndpoints.endOthers, { invalidates: ['/account/sessions'] })
  const say = (done: Promise<unknown>) =>
    void done.then(
      () => toast(t('account.ended')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  return (
    <Loaded of={found}>
      {({ rows }) => (
        <>
          <ul className="sessions">
            {rows.map((s) => (
              <li key={s.id}>
                <Icon name={/iPhone|Android|iPad/.test(s.device) ? 'phone' : 'globe'} />
                <span>
                  <b>{s.device || t('account.unknownDevice')}</b> {s.current && <Tag tone="jade">{t('account.here')}</Tag>}
                  <br />
                  <span className="sm mut">{t('account.seen', { at: format.dateTime(s.seenAt), ip: s.ip || '—' })}</span>
                </span>
                {!s.current && <Button onClick={() => say(end.mutateAsync({ params: { id: s.id } }))}>{t('account.end')}</Button>}
              </li>
            ))}
          </ul>
          {rows.length > 1 && (
            <div className="row acts">
              <Button onClick={() => say(endOthers.mutateAsync({}))}>{t('account.endOthers')}</Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}

export default function Account() {
  const t = useT('identity')
  const session = useSession().data
  const { roleName } = useRoles()
  const found = useEndpoint(accountEndpoints.get)
  return (
    <Loaded of={found}>
      {(of) => (
        <RecordScreen
          title={
            <span className="row">
              <Avatar name={of.name} me large />
              {of.name}
            </span>
          }
          detail={[of.email, session?.role && roleName(session.role), session?.organisation?.name].filter(Boolean).join('　')}
          tabs={[
            {
              key: 'profile',
              label: t('account.profile'),
              body: (
                <div className="narrow">
                  <Me key={`${of.name}${of.locale}`} of={of} />
                </div>
              ),
            },
            {
              key: 'password',
              label: t('account.password'),
              body: (
                <div className="narrow">
                  <Password email={of.email} />
                </div>
              ),
            },
            {
              key: 'security',
              label: t('account.security'),
              body: (
                <div className="narrow wide">
                  <p className="md sec">{t('account.securityNote')}</p>
                  <FactorLines />
                </div>
              ),
            },
            {
              key: 'sessions',
              label: t('account.sessions'),
              body: (
                <div className="narrow wide">
                  <p className="md sec">{t('account.sessionsNote')}</p>
                  <Sessions />
                </div>
              ),
            },
            {
              key: 'log',
              label: t('log.title'),
              body: (
                <div className="narrow wide">
                  <p className="md sec">{t('log.note')}</p>
                  <SecurityLog of={securityEndpoints.mine} />
                </div>
              ),
            },
          ]}
        />
      )}
    </Loaded>
  )
}
