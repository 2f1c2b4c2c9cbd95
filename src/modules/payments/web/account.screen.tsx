import './payments.css'
import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { paymentEndpoints as e } from '../contract/payment.ts'
import { providers } from '../contract/providers.ts'
import { AttemptNews, Attempts, Callbacks } from './attempts.tsx'
import { AccountInputs, accountForm, type AccountValues } from './inputs.tsx'
import { AccountTag } from './states.tsx'

type Account = Output<typeof e.account>
const touched = { invalidates: ['/payments/accounts'] }

function Edit({ of: a, onClose }: { of: Account; onClose: () => void }) {
  const t = useT('payments')
  const standin = useEndpoint(e.accounts).data?.standin ?? false
  const save = useCall(e.updateAccount, touched)
  const { provider, name, merchantId, mode, methods } = a
  const form = useKitForm({
    schema: accountForm,
    defaults: { provider, name, merchantId, mode, standin: a.standin, methods, hashKey: '', hashIv: '' },
  })
  return (
    <FormDrawer
      open
      onClose={onClose}
      wide
      title={t('edit')}
      form={form}
      onSubmit={async ({ provider: _p, ...body }: AccountValues) => {
        await save.mutateAsync({ params: { id: a.id }, body: { ...body, version: a.version } })
        onClose()
        toast(t('saved'))
      }}
    >
      <AccountInputs editing standin={standin} />
    </FormDrawer>
  )
}

function Acts({ of: a, onEdit }: { of: Account; onEdit: () => void }) {
  const t = useT('payments')
  const go = useGo()
  const text = useProblemText()
  const params = { id: a.id }
  const update = useCall(e.updateAccount, touched)
  const remove = useCall(e.removeAccount, touched)
  const failed = (error: unknown) => toast(text(error), { tone: 'amber' })
  return (
    <>
      <Button icon="pen" onClick={onEdit}>
        {t('edit')}
      </Button>
      <Button
        busy={update.isPending}
        onClick={() =>
          void update
            .mutateAsync({ params, body: { enabled: !a.enabled, version: a.version } })
            .then(() => toast(t(a.enabled ? 'turnedOff' : 'turnedOn')), failed)
        }
      >
        {t(a.enabled ? 'turnOff' : 'turnOn')}
      </Button>
      <Button
        icon="trash"
        aria-label={t('remove')}
        onClick={async () => {
          if (await confirm({ title: t('removeTitle', { name: a.name }), body: t('removeBody'), action: t('remove') }))
            await remove.mutateAsync({ params }).then(() => go('/o/settings/payments'), failed)
        }}
      />
    </>
  )
}

function Try({ of: a }: { of: Account }) {
  const t = useT('payments')
  const text = useProblemText()
  const format = useFormat()
  const begin = useCall(e.tryAccount)
  const amount = format.money(providers[a.provider].trial)
  return (
    <Button
      look="primary"
      busy={begin.isPending}
      onClick={async () => {
        const kind = a.standin ? 'standin' : a.mode === 'live' ? 'live' : a.provider === 'ecpay' ? 'ecpay' : 'test'
        if (!(await confirm({ title: t('try.title', { amount }), body: t(`try.${kind}`), action: t('try.go') }))) return
        await begin.mutateAsync({ params: { id: a.id } }).then(
          ({ url }) => location.assign(url),
          (error) => toast(text(error), { tone: 'amber' }),
        )
      }}
    >
      {t('try.button', { amount })}
    </Button>
  )
}

function Settings({ of: a }: { of: Account }) {
  const t = useT('payments')
  const lang = useLang()
  const set = a.keysSet ? t('set') : t('notSet')
  return (
    <>
      <Facts
        items={[
          [t('provider'), pick(providers[a.provider], lang)],
          [t(`merchant.${a.provider}`), <code key="id">{a.merchantId}</code>],
          [t(`key.${a.provider}`), set],
          ...(providers[a.provider].ivLength === null ? [] : ([['HashIV', set]] as [string, string][])),
          [t('mode'), a.standin ? t('account.standin') : t(`modes.${a.mode}`)],
          [t('methodsLabel'), a.methods.map((m) => t(`methods.${m}`)).join(t('and'))],
          ...(a.provider === 'linepay'
            ? []
            : ([[t('callbackUrl'), <code key="url">{a.callbackUrl}</code>]] as [string, React.ReactNode][])),
        ]}
      />
      <p className="sec md">{t(a.provider === 'linepay' ? 'callbackNone' : 'callbackNote')}</p>
      <p className="sec md">{t('notYet')}</p>
    </>
  )
}

/** One merchant account: try it, see what came through it and what the provider said. */
export default function AccountScreen() {
  const t = useT('payments')
  const lang = useLang()
  const { id = '' } = useRouteParams()
  const [editing, setEditing] = useState(false)
  const found = useEndpoint(e.account, { params: { id } })
  return (
    <Loaded of={found}>
      {(a) => (
        <>
          <RecordScreen
            title={a.name}
            state={<AccountTag of={a} />}
            detail={`${pick(providers[a.provider], lang)}　${a.merchantId}`}
            back={{ to: '/o/settings/payments', label: t('menu.accounts') }}
            actions={a.can.edit && <Acts of={a} onEdit={() => setEditing(true)} />}
            next={a.can.edit && a.enabled && <Try of={a} />}
            tabs={[
              {
                key: 'attempts',
                label: t('tab.attempts'),
                body: (
                  <>
                    {!a.reachable && !a.standin && <Alert title={t('unreachable.title')}>{t('unreachable.body')}</Alert>}
                    {!a.keysSet && <Alert title={t('account.keyless')}>{t('keylessBody')}</Alert>}
                    <AttemptNews />
                    <Attempts accountId={a.id} />
                  </>
                ),
              },
              { key: 'callbacks', label: t('tab.callbacks'), body: <Callbacks accountId={a.id} /> },
              { key: 'settings', label: t('tab.settings'), body: <Settings of={a} /> },
            ]}
          />
          {editing && <Edit of={a} onClose={() => setEditing(false)} />}
        </>
      )}
    </Loaded>
  )
}
