import './settings.css'
import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { apiKeyDraft, apiKeyEndpoints } from '../contract/access.ts'
import type { ApiKey } from '../contract/access.ts'
import { useRoles } from './roles.ts'

type State = 'live' | 'expired' | 'revoked'
const stateOf = (k: ApiKey): State => (k.revokedAt ? 'revoked' : k.expiresAt && k.expiresAt < new Date().toISOString() ? 'expired' : 'live')
const tones = { live: 'jade', expired: 'amber', revoked: 'plain' } as const
const icons = { live: 'check', expired: 'clock', revoked: 'x' } as const

export default function Keys() {
  const t = useT('identity')
  const format = useFormat()
  const text = useProblemText()
  const { roleName, roleOptions } = useRoles()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ name: string; apiKey: string } | null>(null)
  const keys = useEndpoint(apiKeyEndpoints.list)
  const create = useCall(apiKeyEndpoints.create, { invalidates: ['/api-keys'] })
  const revoke = useCall(apiKeyEndpoints.revoke, { invalidates: ['/api-keys'] })
  const form = useKitForm({ schema: apiKeyDraft, defaults: { name: '', role: 'viewer', expiresOn: null } })
  const onRevoke = async (k: ApiKey) => {
    if (!(await confirm({ title: t('keys.revokeTitle', { name: k.name }), body: t('keys.revokeBody'), action: t('keys.revoke') }))) return
    await revoke.mutateAsync({ params: { id: k.id } }).then(
      () => toast(t('keys.revoked')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const columns: Column<ApiKey>[] = [
    { key: 'name', label: t('keys.name'), value: (k) => k.name, card: 'title', render: (k) => <b>{k.name}</b> },
    { key: 'prefix', label: t('keys.prefix'), value: (k) => k.prefix, width: 130, card: 'detail', render: (k) => <code>{k.prefix}…</code> },
    { key: 'role', label: t('role'), value: (k) => roleName(k.role), width: 120, groupable: true, card: 'tag' },
    {
      key: 'state',
      label: t('state'),
      value: (k) => t(`keys.${stateOf(k)}`),
      width: 110,
      groupable: true,
      card: 'state',
      render: (k) => (
        <StatusTag tone={tones[stateOf(k)]} icon={icons[stateOf(k)]}>
          {t(`keys.${stateOf(k)}`)}
        </StatusTag>
      ),
    },
    {
      key: 'lastUsedAt',
      label: t('keys.lastUsed'),
      value: (k) => k.lastUsedAt,
      width: 190,
      render: (k) => (k.lastUsedAt ? format.dateTime(k.lastUsedAt) : t('keys.never')),
    },
    {
      key: 'expiresAt',
      label: t('keys.until'),
      value: (k) => k.expiresAt,
      width: 150,
      render: (k) => (k.expiresAt ? format.date(Date.parse(k.expiresAt) - 1) : t('keys.open')),
    },
    { key: 'createdBy', label: t('keys.by'), value: (k) => k.createdBy, width: 120, hidden: true },
  ]
  return (
    <>
      <ListScreen
        id="identity.keys"
        title={t('menu.keys')}
        rows={keys.data?.rows}
        columns={columns}
        error={keys.error}
        onRetry={() => void keys.refetch()}
        primary={{ label: t('keys.add'), onClick: () => setAdding(true) }}
        actions={
          <a className="btn quiet" href="/api/docs" target="_blank" rel="noreferrer">
            {t('keys.docs')}
          </a>
        }
        empty={
          <EmptyState icon="link" title={t('keys.empty')} action={<Button onClick={() => setAdding(true)}>{t('keys.add')}</Button>}>
            {t('keys.emptyNote')}
          </EmptyState>
        }
        drawer={(k) => ({
          title: k.name,
          detail: <code>{k.prefix}…</code>,
          body: (
            <>
              <StatusTag soft tone={tones[stateOf(k)]} icon={icons[stateOf(k)]}>
                {t(`keys.${stateOf(k)}`)}
              </StatusTag>
              {stateOf(k) === 'live' && (
                <div className="row acts">
                  <Button icon="lock" onClick={() => void onRevoke(k)}>
                    {t('keys.revoke')}
                  </Button>
                </div>
              )}
              <Facts
                items={[
                  [t('role'), roleName(k.role)],
                  [t('keys.by'), k.createdBy || '—'],
                  [t('keys.made'), format.dateTime(k.createdAt)],
                  [t('keys.lastUsed'), k.lastUsedAt ? format.dateTime(k.lastUsedAt) : t('keys.never')],
                  [t('keys.until'), k.expiresAt ? format.date(Date.parse(k.expiresAt) - 1) : t('keys.open')],
                ]}
              />
              <p className="md sec">{t(`roleHelp.${k.role}`)}</p>
            </>
          ),
        })}
      />
      <FormModal
        open={adding}
        onClose={() => setAdding(false)}
        title={t('keys.add')}
        form={form}
        submit={t('keys.create')}
        onSubmit={async (body: z.output<typeof apiKeyDraft>) => {
          const answer = await create.mutateAsync({ body })
          setAdding(false)
          form.reset()
          setMade(answer)
        }}
      >
        <Field.Text name="name" label={t('keys.name')} help={t('keys.nameHelp')} required />
        <Field.Select name="role" label={t('role')} help={t('keys.roleHelp')} required options={roleOptions} />
        <Field.Date name="expiresOn" label={t('keys.until')} help={t('keys.untilHelp')} min={today()} />
      </FormModal>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={made?.name}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <Alert title={t('keys.once')}>{t('keys.onceNote')}</Alert>
        <div className="keybox">
          <code>{made?.apiKey}</code>
          <Button icon="copy" onClick={() => void navigator.clipboard.writeText(made?.apiKey ?? '').then(() => toast(t('copied')))}>
            {t('copy')}
          </Button>
        </div>
        <div className="row acts end">
          <Button large look="primary" onClick={() => setMade(null)}>
            {t('keys.kept')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
