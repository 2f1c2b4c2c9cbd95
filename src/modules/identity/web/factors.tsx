import './settings.css'
import './factors.css'
import { lazy, Suspense, useEffect, useState } from 'react'
import { z } from 'zod'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useSessionReset } from '../../../kernel/web/session.tsx'
import { Alert, Button, Tag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { factorEndpoints, type Factors, type Passkey } from '../contract/factors.ts'
import { hasPasskeys, makePasskey } from './passkey.ts'
import type { Begun } from './totp-modal.tsx'

const RecoveryCodes = lazy(() => import('./recovery-codes.tsx'))
const TotpModal = lazy(() => import('./totp-modal.tsx'))
const named = z.object({ name: z.string().trim().min(1).max(60) })
const invalidates = ['/account/factors', '/account/security-log', '/account/step-up']

function NameModal({ of, onClose }: { of: Passkey | 'new'; onClose: (codes: string[] | null) => void }) {
  const t = useT('identity')
  const add = useCall(factorEndpoints.addPasskey, { invalidates })
  const rename = useCall(factorEndpoints.renamePasskey, { invalidates })
  const fresh = of === 'new'
  const form = useKitForm({ schema: named, defaults: { name: fresh ? t('factors.passkeyDefault') : of.name } })
  return (
    <FormModal
      open
      onClose={() => onClose(null)}
      title={t(fresh ? 'factors.addPasskey' : 'factors.rename')}
      form={form}
      submit={t(fresh ? 'factors.next' : 'ui:save')}
      onSubmit={async ({ name }: z.output<typeof named>) => {
        if (!fresh) {
          await rename.mutateAsync({ params: { id: of.id }, body: { name } })
          return onClose(null)
        }
        const response = await makePasskey(await call(factorEndpoints.passkeyOptions))
        if (!response) return
        const { recoveryCodes } = await add.mutateAsync({ body: { name, response } })
        toast(t('factors.passkeyAdded'))
        onClose(recoveryCodes)
      }}
    >
      <Field.Text name="name" label={t('factors.passkeyName')} help={fresh ? t('factors.passkeyNameHelp') : undefined} required />
    </FormModal>
  )
}

/** 登入安全: authenticator app, passkeys and recovery codes, each in a line with what can be done about it. */
function Lines({ of, onHold }: { of: Factors; onHold?: (busy: boolean) => void }) {
  const t = useT('identity')
  const format = useFormat()
  const text = useProblemText()
  const reset = useSessionReset()
  const [begun, setBegun] = useState<Begun | null>(null)
  const [naming, setNaming] = useState<Passkey | 'new' | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const busy = begun !== null || naming !== null || codes !== null
  useEffect(() => onHold?.(busy), [busy, onHold])
  const begin = useCall(factorEndpoints.beginTotp)
  const removeTotp = useCall(factorEndpoints.removeTotp, { invalidates })
  const removePasskey = useCall(factorEndpoints.removePasskey, { invalidates })
  const makeCodes = useCall(factorEndpoints.makeCodes, { invalidates })
  const say = <T,>(done: Promise<T>, then: (of: T) => void) => void done.then(then, (error) => toast(text(error), { tone: 'amber' }))
  const some = of.totp !== null || of.passkeys.length > 0
  const shown = (made: string[] | null) => {
    if (made) setCodes(made)
    else void reset()
  }
  const drop = async (title: string, act: () => Promise<unknown>) => {
    if (await confirm({ title, body: t('factors.removeBody'), action: t('factors.remove') })) say(act(), () => toast(t('factors.removed')))
  }
  return (
    <>
      {!of.mayChange && (
        <Alert tone="indigo" title={t('factors.byCompany')}>
          {t('factors.byCompanyNote')}
        </Alert>
      )}
      {of.mayChange && of.by && <Alert title={t('factors.wanted', { at: format.dateTime(of.by) })}>{t('factors.wantedNote')}</Alert>}
      <ul className="factors">
        <li>
          <Icon name="phone" />
          <span>
            <b>{t('factors.totp')}</b> {of.totp && <Tag tone="jade">{t('factors.on')}</Tag>}
            <br />
            <span className="md sec">{of.totp ? t('factors.since', { at: format.dateTime(of.totp.since) }) : t('factors.totpNote')}</span>
          </span>
          {of.mayChange && (
            <span className="row">
              {of.totp ? (
                <Button onClick={() => void drop(t('factors.removeTotp'), () => removeTotp.mutateAsync({}))}>{t('factors.remove')}</Button>
              ) : (
                <Button look={some ? undefined : 'primary'} busy={begin.isPending} onClick={() => say(begin.mutateAsync({}), setBegun)}>
                  {t('factors.setUp')}
                </Button>
              )}
            </span>
          )}
        </li>
        <li>
          <Icon name="lock" />
          <span>
            <b>{t('factors.passkeys')}</b>{' '}
            {of.passkeys.length > 0 && <Tag tone="jade">{t('factors.count', { count: of.passkeys.length })}</Tag>}
            <br />
            <span className="md sec">{t(hasPasskeys() ? 'factors.passkeysNote' : 'factors.noPasskeys')}</span>
          </span>
          {of.mayChange && hasPasskeys() && (
            <span className="row">
              <Button onClick={() => setNaming('new')}>{t('factors.addPasskey')}</Button>
            </span>
          )}
        </li>
        {of.passkeys.map((p) => (
          <li key={p.id}>
            <span />
            <span>
              <b>{p.name}</b>
              <br />
              <span className="sm mut">
                {[
                  t('factors.made', { at: format.dateTime(p.createdAt) }),
                  p.lastUsedAt ? t('factors.used', { at: format.dateTime(p.lastUsedAt) }) : t('factors.unused'),
                  p.backedUp && t('factors.backedUp'),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {of.mayChange && (
              <span className="row">
                <Button look="quiet" icon="pen" aria-label={`${t('factors.rename')}：${p.name}`} onClick={() => setNaming(p)} />
                <Button
                  look="quiet"
                  icon="trash"
                  aria-label={`${t('factors.remove')}：${p.name}`}
                  onClick={() =>
                    void drop(t('factors.removePasskey', { name: p.name }), () => removePasskey.mutateAsync({ params: { id: p.id } }))
                  }
                />
              </span>
            )}
          </li>
        ))}
        {some && (
          <li>
            <Icon name="file" />
            <span>
              <b>{t('factors.codes')}</b>{' '}
              <Tag tone={of.recoveryCodesLeft < 3 ? 'amber' : 'plain'}>{t('factors.left', { count: of.recoveryCodesLeft })}</Tag>
              <br />
              <span className="md sec">{t('factors.codesLine')}</span>
            </span>
            {of.mayChange && (
              <span className="row">
                <Button
                  onClick={() =>
                    void confirm({ title: t('factors.renewTitle'), body: t('factors.renewBody'), action: t('factors.renew') }).then(
                      (sure) => sure && say(makeCodes.mutateAsync({}), ({ recoveryCodes }) => setCodes(recoveryCodes)),
                    )
                  }
                >
                  {t('factors.renew')}
                </Button>
              </span>
            )}
          </li>
        )}
      </ul>
      <Suspense>
        {begun && (
          <TotpModal
            begun={begun}
            onClose={() => setBegun(null)}
            onDone={(made) => {
              setBegun(null)
              toast(t('factors.totpAdded'))
              shown(made)
            }}
          />
        )}
        {codes && (
          <RecoveryCodes
            codes={codes}
            onClose={() => {
              setCodes(null)
              void reset()
            }}
          />
        )}
      </Suspense>
      {naming && (
        <NameModal
          of={naming}
          onClose={(made) => {
            setNaming(null)
            if (made) setCodes(made)
            else void reset()
          }}
        />
      )}
    </>
  )
}

/** `onHold` hears whether something is being set up or shown that must not be torn away, like codes that are shown once. */
export function FactorLines({ onHold }: { onHold?: (busy: boolean) => void }) {
  const found = useEndpoint(factorEndpoints.get, undefined, { staleTime: 0 })
  return <Loaded of={found}>{(of) => <Lines of={of} {...(onHold ? { onHold } : {})} />}</Loaded>
}
