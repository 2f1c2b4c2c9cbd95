import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { href } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { registrationEndpoints, type RegistrationRow } from '../contract/registration.ts'

/** What can be done with one registration. */
export function Actions({ row, open }: { row: RegistrationRow; open?: ReactNode }) {
  const t = useT('registration')
  const say = useProblemText()
  const event = useThisEvent()
  const can = useCan()
  const [qr, setQr] = useState(false)
  const invalidates = ['/events/:eventId/registrations', '/events/:eventId/ticket-types', '/events/:eventId/history']
  const cancel = useCall(registrationEndpoints.cancel, { invalidates })
  const reinstate = useCall(registrationEndpoints.reinstate, { invalidates })
  const resend = useCall(registrationEndpoints.resend)
  const params = { eventId: event.id, id: row.id }
  const run = (act: () => Promise<unknown>, done: string, undo?: () => void) =>
    act()
      .then(() => toast(done, undo ? { undo } : {}))
      .catch((e: unknown) => toast(say(e), { tone: 'amber' }))
  const takeBack = () => void run(() => reinstate.mutateAsync({ params, body: {} }), t('reinstated', { name: row.name }))
  const ask = async () => {
    if (!(await confirm({ title: t('cancelAsk', { name: row.name }), body: t('cancelBody'), action: t('cancel') }))) return
    void run(() => cancel.mutateAsync({ params, body: {} }), t('cancelled', { count: 1 }), takeBack)
  }
  if (!can('registration.edit')) return open ? <div className="row wrap">{open}</div> : null
  return (
    <div className="row wrap">
      {open}
      {row.status === 'confirmed' ? (
        <>
          {row.email && (
            <Button
              icon="mail"
              busy={resend.isPending}
              onClick={() => void run(() => resend.mutateAsync({ params, body: {} }), t('resent', { name: row.name }))}
            >
              {t('resend')}
            </Button>
          )}
          <Button icon="ticket" onClick={() => setQr(true)}>
            {t('qr')}
          </Button>
          <Button icon="minus" busy={cancel.isPending} onClick={() => void ask()}>
            {t('cancel')}
          </Button>
        </>
      ) : (
        <Button icon="undo" busy={reinstate.isPending} onClick={takeBack}>
          {t('reinstate')}
        </Button>
      )}
      <Modal
        opened={qr}
        onClose={() => setQr(false)}
        title={`${row.code}　${row.name}`}
        size={360}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <img
          src={href(registrationEndpoints.qr, { params })}
          alt={t('qrAlt', { code: row.code })}
          width={320}
          height={320}
          style={{ display: 'block', width: '100%', height: 'auto' }}
        />
      </Modal>
    </div>
  )
}
