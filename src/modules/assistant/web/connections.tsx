import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Button, StatusTag, Tag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { SecretOnce } from '../../../ui/secret.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { assistantEndpoints, type AssistantToken, TOKEN_DAYS, tokenDraft } from '../contract/assistant.ts'

const inDays = (n: number) => today('Asia/Taipei', Date.now() + n * 86_400_000)
const fresh = () => ({ name: '', mayPropose: true, expiresOn: inDays(90) })
const stateOf = (k: AssistantToken) => (k.revokedAt ? 'revoked' : k.expiresAt < new Date().toISOString() ? 'ended' : 'live')
const tones = { live: 'jade', ended: 'amber', revoked: 'plain' } as const
const icons = { live: 'check', ended: 'clock', revoked: 'x' } as const

/** The person's assistants; owners see everybody's. */
export function Connections({ rows }: { rows: AssistantToken[] }) {
  const t = useT('assistant')
  const format = useFormat()
  const text = useProblemText()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ name: string; token: string } | null>(null)
  const create = useCall(assistantEndpoints.createToken, { invalidates: ['/assistant/tokens'] })
  const revoke = useCall(assistantEndpoints.revokeToken, { invalidates: ['/assistant/tokens'] })
  const form = useKitForm({ schema: tokenDraft, defaults: fresh() })
  const onRevoke = async (k: AssistantToken) => {
    if (!(await confirm({ title: t('revokeTitle', { name: k.name }), body: t('revokeBody'), action: t('revoke') }))) return
    await revoke.mutateAsync({ params: { id: k.id } }).then(
      () => toast(t('revoked')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const add = (
    <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  )
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState icon="link" title={t('noTokens')} action={add}>
          {t('noTokensNote')}
        </EmptyState>
      ) : (
        <>
          <div className="row acts">{add}</div>
          <ul className="proposals">
            {rows.map((k) => (
              <li key={k.id}>
                <div className="row wrap">
                  <h3>{k.name}</h3>
                  <StatusTag tone={tones[stateOf(k)]} icon={icons[stateOf(k)]}>
                    {t(`token.${stateOf(k)}`)}
                  </StatusTag>
                  <Tag tone={k.mayPropose ? 'indigo' : 'plain'}>{t(k.mayPropose ? 'propose' : 'readOnly')}</Tag>
                  {!k.mine && <Tag>{k.person}</Tag>}
                </div>
                <p className="sm mut">
                  {[
                    <code key="p">{k.prefix}…</code>,
                    k.client && t('client', { name: k.client }),
                    k.lastUsedAt ? t('used', { at: format.dateTime(k.lastUsedAt), from: k.lastUsedFrom ?? '' }) : t('never'),
                    t('ends', { at: format.date(Date.parse(k.expiresAt) - 1) }),
                  ]
                    .filter(Boolean)
                    .map((part, i) => (
                      <span key={i}>{part}　</span>
                    ))}
                </p>
                {stateOf(k) === 'live' && (
                  <div className="row acts">
                    <Button icon="lock" onClick={() => void onRevoke(k)}>
                      {t('revoke')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <FormModal
        open={adding}
        onClose={() => setAdding(false)}
        title={t('add')}
        form={form}
        submit={t('make')}
        onSubmit={async (body: z.output<typeof tokenDraft>) => {
          const answer = await create.mutateAsync({ body })
          setAdding(false)
          form.reset(fresh())
          setMade(answer)
        }}
      >
        <Field.Text name="name" label={t('name')} help={t('nameHelp')} required />
        <Field.Switch name="mayPropose" label={t('propose')} help={t('proposeHelp')} />
        <Field.Date name="expiresOn" label={t('expires')} required min={today()} max={inDays(TOKEN_DAYS)} />
      </FormModal>
      <SecretOnce of={made && { name: made.name, secret: made.token }} note={t('onceNote')} onClose={() => setMade(null)} />
    </>
  )
}
