import './settings.css'
import { Modal } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Facts, Section, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Approval, approvalEndpoints } from '../contract/approvals.ts'

const tones = { open: 'amber', approved: 'jade', declined: 'plain', withdrawn: 'plain', expired: 'plain' } as const
const icons = { open: 'clock', approved: 'check', declined: 'x', withdrawn: 'undo', expired: 'clock' } as const
const all = { invalidates: ['/approvals', '/members', '/invitations', '/organisation/security', '/mail', '/account/security-log'] }

function Decline({ of, onClose }: { of: Approval; onClose: () => void }) {
  const t = useT('identity')
  const lang = useLang()
  const decline = useCall(approvalEndpoints.decline, all)
  const form = useKitForm({ schema: z.object({ reply: z.string().trim().max(500) }), defaults: { reply: '' } })
  return (
    <Modal opened onClose={onClose} title={t('approval.declineTitle')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <Form
        form={form}
        submit={t('approval.decline')}
        onCancel={onClose}
        onSubmit={async (body: { reply: string }) => {
          await decline.mutateAsync({ params: { id: of.id }, body })
          onClose()
          toast(t('approval.isDeclined'))
        }}
      >
        <p className="sec">{pick(of.subject, lang)}</p>
        <Field.Textarea name="reply" label={t('approval.reply')} help={t('approval.replyHelp')} />
      </Form>
    </Modal>
  )
}

function One({ of, onDecline }: { of: Approval; onDecline: () => void }) {
  const t = useT('identity')
  const lang = useLang()
  const format = useFormat()
  const text = useProblemText()
  const approve = useCall(approvalEndpoints.approve, all)
  const withdraw = useCall(approvalEndpoints.withdraw, all)
  const say = (done: Promise<unknown>, word: string) =>
    void done.then(
      () => toast(word),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  const onApprove = async () => {
    if (await confirm({ title: t('approval.approveTitle'), body: pick(of.subject, lang), action: t('approval.approve') }))
      say(approve.mutateAsync({ params: { id: of.id }, body: { payloadHash: of.payloadHash } }), t('approval.isApproved'))
  }
  return (
    <li>
      <div className="row wrap">
        <b>{pick(of.subject, lang)}</b>
        <StatusTag tone={tones[of.state]} icon={icons[of.state]}>
          {t(`approval.states.${of.state}`)}
        </StatusTag>
      </div>
      <Facts items={of.facts.map(([k, v]) => [pick(k, lang), pick(v, lang)])} />
      <p className="sm mut">
        {t('approval.asked', { who: of.askedBy, at: format.dateTime(of.createdAt) })}
        {of.decidedAt && `　${t('approval.decided', { who: of.decidedBy, at: format.dateTime(of.decidedAt) })}`}
        {of.state === 'open' && `　${t('approval.until', { at: format.dateTime(of.expiresAt) })}`}
      </p>
      {of.reply && <p className="sec">{t('approval.said', { reply: of.reply })}</p>}
      {of.state === 'approved' && of.mine && of.kind === 'crm.unmaskedExport' && <p className="sec">{t('approval.permit')}</p>}
      {(of.can.decide || of.can.withdraw) && (
        <div className="row acts">
          {of.can.decide && (
            <>
              <Button look="primary" icon="check" busy={approve.isPending} onClick={() => void onApprove()}>
                {t('approval.approve')}
              </Button>
              <Button icon="x" onClick={onDecline}>
                {t('approval.decline')}
              </Button>
            </>
          )}
          {of.can.withdraw && (
            <Button icon="undo" onClick={() => say(withdraw.mutateAsync({ params: { id: of.id } }), t('approval.isWithdrawn'))}>
              {t('approval.withdraw')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

/** 待核准: what waits for me, what I asked for, what was decided. */
export default function Approvals() {
  const t = useT('identity')
  const found = useEndpoint(approvalEndpoints.list)
  const [declining, setDeclining] = useState<Approval | null>(null)
  return (
    <Page title={t('menu.approvals')} note={t('approval.note')}>
      <Loaded of={found}>
        {({ rows }) => {
          const groups = [
            ['forMe', rows.filter((r) => r.can.decide)],
            ['mine', rows.filter((r) => r.state === 'open' && !r.can.decide)],
            ['over', rows.filter((r) => r.state !== 'open')],
          ] as const
          if (!rows.length)
            return (
              <EmptyState icon="inbox" title={t('approval.empty')}>
                {t('approval.emptyNote')}
              </EmptyState>
            )
          return (
            <div className="narrow wide">
              {groups.map(([key, list]) =>
                list.length ? (
                  <Section key={key} title={t(`approval.${key}`)}>
                    <ul className="approvals">
                      {list.map((r) => (
                        <One key={r.id} of={r} onDecline={() => setDeclining(r)} />
                      ))}
                    </ul>
                  </Section>
                ) : null,
              )}
            </div>
          )
        }}
      </Loaded>
      {declining && <Decline of={declining} onClose={() => setDeclining(null)} />}
    </Page>
  )
}
