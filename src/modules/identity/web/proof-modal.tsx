import './strength.css'
import { Modal } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useSession } from '../../../kernel/web/session.tsx'
import { Alert, Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { factorEndpoints } from '../contract/factors.ts'
import { securityEndpoints, type stepUpMethods } from '../contract/security.ts'

type Answer = { answer: (yes: boolean) => void }
const schemas = { password: z.object({ password: z.string().min(1).max(200) }), code: z.object({ code: z.string().trim().min(6).max(40) }) }
const useProve = () =>
  useCall(securityEndpoints.stepUp, { invalidates: ['/account/step-up', '/account/security-log', '/account/sessions'] })

function Typed({ what, answer }: Answer & { what: 'password' | 'code' }) {
  const t = useT('identity')
  const email = useSession().data?.user?.email ?? ''
  const prove = useProve()
  const form = useKitForm({ schema: schemas[what], defaults: { [what]: '' } })
  return (
    <Form
      form={form}
      submit={t('proof.action')}
      onCancel={() => answer(false)}
      onSubmit={async (body: { password: string } | { code: string }) => {
        await prove.mutateAsync({ body })
        answer(true)
      }}
    >
      <input type="hidden" autoComplete="username" value={email} readOnly />
      {what === 'password' ? (
        <Field.Password name="password" label={t('proof.password')} required />
      ) : (
        <Field.Text name="code" label={t('proof.code')} help={t('proof.codeHelp')} required autoComplete="one-time-code" />
      )}
    </Form>
  )
}

/** The browser's own dialog asks for the passkey. */
function ByPasskey({ answer }: Answer) {
  const t = useT('identity')
  const text = useProblemText()
  const prove = useProve()
  const [refused, setRefused] = useState<string | null>(null)
  const run = async () => {
    setRefused(null)
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON((await call(factorEndpoints.proofOptions)) as never)
      const passkey = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null
      if (!passkey) return
      await prove.mutateAsync({ body: { passkey: passkey.toJSON() as never } })
      answer(true)
    } catch (error) {
      // Closing the browser's dialog is no failure.
      setRefused(error instanceof DOMException ? t('proof.failed') : text(error))
    }
  }
  return (
    <>
      {refused && <Alert title={refused} />}
      <div className="row acts">
        <Button large look="primary" icon="lock" busy={prove.isPending} onClick={() => void run()}>
          {t('proof.passkey')}
        </Button>
      </div>
    </>
  )
}

function Ways({ methods, answer }: Answer & { methods: (typeof stepUpMethods)[number][] }) {
  const t = useT('identity')
  const codes = methods.some((m) => m === 'totp' || m === 'recovery')
  if (!methods.length) return <Alert title={t('proof.failed')}>{t('proof.noMethod')}</Alert>
  return (
    <>
      {methods.includes('passkey') && <ByPasskey answer={answer} />}
      {methods.includes('password') && <Typed what="password" answer={answer} />}
      {codes && <Typed what="code" answer={answer} />}
    </>
  )
}

/** 「請再確認是您本人」: closing it is a no, and the page behind stays as it was. */
export default function ProofModal({ answer }: Answer) {
  const t = useT('identity')
  const found = useEndpoint(securityEndpoints.state, undefined, { staleTime: 0 })
  return (
    <Modal
      opened
      zIndex={400}
      onClose={() => answer(false)}
      title={t('proof.title')}
      size={440}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Loaded of={found}>
        {({ minutes, methods }) => (
          <>
            <p className="sec proofnote">{t('proof.note', { minutes })}</p>
            <Ways methods={methods} answer={answer} />
          </>
        )}
      </Loaded>
    </Modal>
  )
}
