import './settings.css'
import { useState } from 'react'
import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Facts, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { SecretOnce } from '../../../ui/secret.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { apiKeyEndpoints, KEY_DAYS } from '../contract/access.ts'
import type { ApiKey } from '../contract/access.ts'
import { roleField } from '../contract/roles.ts'
import { PERSONAL, type ScopeArea, scopeAreaNames, scopeAreas } from '../contract/scopes.ts'
import { useRoles } from './roles.ts'

type State = 'live' | 'expired' | 'revoked'
const stateOf = (k: ApiKey): State => (k.revokedAt ? 'revoked' : k.expiresAt && k.expiresAt < new Date().toISOString() ? 'expired' : 'live')
const tones = { live: 'jade', expired: 'amber', revoked: 'plain' } as const
const icons = { live: 'check', expired: 'clock', revoked: 'x' } as const

// The list of events belongs to a module above this one; its address is all that is known of it here.
const readEvents = endpoint({
  method: 'GET',
  path: '/events',
  action: 'events.list',
  summary: 'Events to choose from',
  query: z.object({ limit: z.number(), sort: z.string() }),
  response: z.custom<{ rows: { id: string; name: Localized }[] }>(),
})
const areas = z.array(z.enum(scopeAreaNames as [ScopeArea, ...ScopeArea[]]))
const draft = z.object({
  name: z.string().trim().min(1).max(80),
  role: roleField,
  read: areas,
  edit: areas,
  personal: z.boolean(),
  eventIds: z.array(z.string()),
  networks: z.string(),
  perMinute: z.number().int().min(10).max(3000),
  expiresOn: z.string().min(1),
})
const inDays = (n: number) => today('Asia/Taipei', Date.now() + n * 86_400_000)
const fresh = () => ({
  name: '',
  role: 'viewer' as const,
  read: [] as ScopeArea[],
  edit: [] as ScopeArea[],
  personal: false,
  eventIds: [] as string[],
  networks: '',
  perMinute: 600,
  expiresOn: inDays(90),
})
const bodyOf = ({ read, edit, personal, eventIds, networks, ...rest }: z.output<typeof draft>) => ({
  ...rest,
  scopes: [...read.map((a) => `${a}.read`), ...edit.map((a) => `${a}.edit`), ...(personal ? [PERSONAL] : [])],
  eventIds: eventIds.length ? eventIds : null,
  networks: networks.split(/[\s,、，]+/).filter(Boolean),
})

/** What a key may do, in words; one line for each area. */
function Scopes({ of: k, events }: { of: ApiKey; events: Map<string, string> }) {
  const t = useT('identity')
  const lang = useLang()
  if (!k.scopes) return <p className="md sec">{t('keys.unlimited')}</p>
  const words = (how: 'read' | 'edit') =>
    scopeAreaNames.filter((a) => k.scopes!.includes(`${a}.${how}`)).map((a) => pick(scopeAreas[a], lang))
  const line = (list: string[]) => list.join(lang === 'en' ? '; ' : '；')
  return (
    <Facts
      items={[
        ...(words('read').length ? [[t('keys.mayRead'), line(words('read'))] as [string, string]] : []),
        ...(words('edit').length ? [[t('keys.mayEdit'), line(words('edit'))] as [string, string]] : []),
        [t('keys.personal'), t(k.scopes.includes(PERSONAL) ? 'keys.yes' : 'keys.no')],
        [t('keys.events'), k.eventIds ? line(k.eventIds.map((id) => events.get(id) ?? t('keys.goneEvent'))) : t('keys.allEvents')],
        [t('keys.networks'), k.networks.length ? line(k.networks) : t('keys.anywhere')],
        [t('keys.perMinute'), String(k.perMinute)],
      ]}
    />
  )
}

export default function Keys() {
  const t = useT('identity')
  const lang = useLang()
  const format = useFormat()
  const text = useProblemText()
  const { roleName, roleOptions } = useRoles()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ name: string; apiKey: string } | null>(null)
  const keys = useEndpoint(apiKeyEndpoints.list)
  const create = useCall(apiKeyEndpoints.create, { invalidates: ['/api-keys'] })
  const revoke = useCall(apiKeyEndpoints.revoke, { invalidates: ['/api-keys'] })
  const rotate = useCall(apiKeyEndpoints.rotate, { invalidates: ['/api-keys'] })
  const form = useKitForm({ schema: draft, defaults: fresh() })
  const found = useEndpoint(readEvents, { query: { limit: 200, sort: '-startDate' } }).data?.rows ?? []
  const events = new Map(found.map((e) => [e.id, pick(e.name, lang)]))
  const areaOptions = scopeAreaNames.map((a) => ({ value: a as string, label: pick(scopeAreas[a], lang) }))
  const onRotate = async (k: ApiKey) => {
    if (!(await confirm({ title: t('keys.rotateTitle', { name: k.name }), body: t('keys.rotateBody'), action: t('keys.rotate') }))) return
    await rotate
      .mutateAsync({ params: { id: k.id }, body: { overlapHours: 24, expiresOn: inDays(90) } })
      .then(setMade, (error) => toast(text(error), { tone: 'amber' }))
  }
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
    { key: 'lastUsedFrom', label: t('keys.from'), value: (k) => k.lastUsedFrom, width: 150, hidden: true },
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
                  <Button icon="refresh" onClick={() => void onRotate(k)}>
                    {t('keys.rotate')}
                  </Button>
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
                  [t('keys.lastUsed'), k.lastUsedAt ? `${format.dateTime(k.lastUsedAt)}　${k.lastUsedFrom ?? ''}` : t('keys.never')],
                  [t('keys.until'), k.expiresAt ? format.date(Date.parse(k.expiresAt) - 1) : t('keys.open')],
                ]}
              />
              <Scopes of={k} events={events} />
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
        onSubmit={async (given: z.output<typeof draft>) => {
          const answer = await create.mutateAsync({ body: bodyOf(given) })
          setAdding(false)
          form.reset(fresh())
          setMade(answer)
        }}
      >
        <Field.Text name="name" label={t('keys.name')} help={t('keys.nameHelp')} required />
        <Field.Select name="role" label={t('role')} help={t('keys.roleHelp')} required options={roleOptions} />
        <Field.MultiSelect name="read" label={t('keys.mayRead')} help={t('keys.mayReadHelp')} options={areaOptions} />
        <Field.MultiSelect name="edit" label={t('keys.mayEdit')} help={t('keys.mayEditHelp')} options={areaOptions} />
        <Field.Switch name="personal" label={t('keys.personal')} help={t('keys.personalHelp')} />
        <Field.MultiSelect
          name="eventIds"
          label={t('keys.events')}
          help={t('keys.eventsHelp')}
          options={[...events].map(([value, label]) => ({ value, label }))}
        />
        <Field.Date name="expiresOn" label={t('keys.until')} help={t('keys.untilHelp')} required min={today()} max={inDays(KEY_DAYS)} />
        <Field.Textarea name="networks" rows={1} label={t('keys.networks')} help={t('keys.networksHelp')} />
        <Field.Number name="perMinute" label={t('keys.perMinute')} help={t('keys.perMinuteHelp')} required min={10} max={3000} />
      </FormModal>
      <SecretOnce of={made && { name: made.name, secret: made.apiKey }} note={t('keys.onceNote')} onClose={() => setMade(null)} />
    </>
  )
}
