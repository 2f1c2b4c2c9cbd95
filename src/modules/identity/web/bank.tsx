import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Facts, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Bank, bankDraft, bankEndpoints } from '../contract/bank.ts'

function Edit({ of, open, onClose }: { of: Bank; open: boolean; onClose: () => void }) {
  const t = useT('identity')
  const save = useCall(bankEndpoints.save, { invalidates: ['/organisation/bank'] })
  const { tail: _t, ...kept } = of
  const form = useKitForm({ schema: bankDraft, defaults: { ...kept, account: '' } })
  return (
    <FormModal
      open={open}
      onClose={onClose}
      title={t('bank.edit')}
      form={form}
      onSubmit={async (body: z.output<typeof bankDraft>) => {
        await save.mutateAsync({ body })
        onClose()
        toast(t('saved'))
      }}
    >
      <Field.Text name="bankName" label={t('bank.name')} placeholder={t('bank.nameHint')} />
      <Field.Text name="bankCode" label={t('bank.code')} help={t('bank.codeHelp')} />
      <Field.Text name="holder" label={t('bank.holder')} help={t('bank.holderHelp')} />
      <Field.Text name="account" label={t('bank.account')} help={t('bank.accountHelp')} autoComplete="off" />
    </FormModal>
  )
}

/** 匯款帳號: masked, and both looking at it whole and changing it ask who is there. */
export function BankAccount() {
  const t = useT('identity')
  const can = useCan()
  const text = useProblemText()
  const [editing, setEditing] = useState(false)
  const [whole, setWhole] = useState<string | null>(null)
  const found = useEndpoint(bankEndpoints.get, undefined, { enabled: can('organisation.bank') })
  const reveal = useCall(bankEndpoints.reveal)
  if (!can('organisation.bank')) return null
  return (
    <Section title={t('bank.title')} note={t('bank.note')}>
      <Loaded of={found}>
        {(of) => (
          <>
            {of.tail || of.bankName ? (
              <Facts
                items={[
                  [t('bank.name'), [of.bankName, of.bankCode].filter(Boolean).join('　') || '—'],
                  [t('bank.holder'), of.holder || '—'],
                  [t('bank.account'), of.tail ? <code>{whole ?? `•••• ${of.tail}`}</code> : '—'],
                ]}
              />
            ) : (
              <p className="sec">{t('bank.empty')}</p>
            )}
            <div className="row acts">
              {of.tail && whole === null && (
                <Button
                  icon="eye"
                  busy={reveal.isPending}
                  onClick={() =>
                    void reveal.mutateAsync({}).then(
                      ({ account }) => setWhole(account),
                      (error) => toast(text(error), { tone: 'amber' }),
                    )
                  }
                >
                  {t('bank.reveal')}
                </Button>
              )}
              {can('organisation.edit') && (
                <Button icon="pen" onClick={() => setEditing(true)}>
                  {t(of.tail ? 'bank.edit' : 'bank.add')}
                </Button>
              )}
            </div>
            {editing && (
              <Edit
                of={of}
                open
                onClose={() => {
                  setEditing(false)
                  setWhole(null)
                }}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}
