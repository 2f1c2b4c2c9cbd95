import './factors.css'
import { useState } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { ApiError } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Section, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { mappedRoles, oidcDraft, oidcEndpoints, type OidcSettings } from '../contract/oidc.ts'
import { useRoles } from './roles.ts'

// Domains as people write them; the rest as the contract has it.
const schema = oidcDraft.omit({ mailDomains: true, issuer: true, defaultRole: true }).extend({
  issuer: z.string().trim().min(1).max(300),
  mailDomains: z.string().trim().min(1),
  defaultRole: z.string(),
})
type Values = z.output<typeof schema>

function Copy({ label, value }: { label: string; value: string }) {
  const t = useT('identity')
  return (
    <div>
      <span className="sm mut">{label}</span>
      <div className="keybox">
        <code>{value}</code>
        <Button
          look="quiet"
          icon="copy"
          aria-label={`${t('factors.copy')}：${label}`}
          onClick={() => void navigator.clipboard.writeText(value).then(() => toast(t('factors.copied')))}
        />
      </div>
    </div>
  )
}

function Rules() {
  const t = useT('identity')
  const { roleName } = useRoles()
  const { fields, append, remove } = useFieldArray({ name: 'roleRules' })
  const options = mappedRoles.map((value) => ({ value: value as string, label: roleName(value) }))
  const claim = useFormContext().watch('roleClaim') as string
  return (
    <>
      <Field.Text name="roleClaim" label={t('oidc.claim')} help={t('oidc.claimHelp')} placeholder="groups" />
      {claim.trim() !== '' && (
        <div className="rules" role="group" aria-label={t('oidc.rules')}>
          {fields.map((f, i) => (
            <div key={f.id} className="rule">
              <Field.Text name={`roleRules.${i}.value`} label={t('oidc.value')} required />
              <Field.Select name={`roleRules.${i}.role`} label={t('role')} required options={options} />
              <Button look="quiet" icon="trash" aria-label={`${t('factors.remove')} ${i + 1}`} onClick={() => remove(i)} />
            </div>
          ))}
          <div className="row">
            <Button icon="plus" onClick={() => append({ value: '', role: 'staff' })}>
              {t('oidc.addRule')}
            </Button>
          </div>
        </div>
      )}
      <Field.Select
        name="defaultRole"
        label={t('oidc.defaultRole')}
        help={t('oidc.defaultRoleHelp')}
        required
        options={[{ value: 'none', label: t('oidc.refuse') }, ...options]}
      />
    </>
  )
}

function Check() {
  const t = useT('identity')
  const text = useProblemText()
  const issuer = useFormContext().watch('issuer') as string
  const check = useCall(oidcEndpoints.check)
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null)
  return (
    <div className="row wrap">
      <Button
        busy={check.isPending}
        disabled={!issuer.trim()}
        onClick={() =>
          void check.mutateAsync({ body: { issuer: issuer.trim() } }).then(
            ({ ok, detail }) => setSaid({ ok, text: ok ? t('oidc.reached') : t('oidc.unreached', { detail }) }),
            (error) => setSaid({ ok: false, text: text(error) }),
          )
        }
      >
        {t('oidc.check')}
      </Button>
      {said && <StatusTag tone={said.ok ? 'jade' : 'amber'}>{said.text}</StatusTag>}
    </div>
  )
}

function Settings({ of }: { of: OidcSettings }) {
  const t = useT('identity')
  const text = useProblemText()
  const p = of.provider
  const invalidates = ['/organisation/oidc', '/sign-in/ways']
  const save = useCall(oidcEndpoints.save, { invalidates })
  const remove = useCall(oidcEndpoints.remove, { invalidates })
  const form = useKitForm({
    schema,
    defaults: {
      enabled: p?.enabled ?? true,
      issuer: p?.issuer ?? '',
      clientId: p?.clientId ?? '',
      clientSecret: '',
      label: p?.label ?? '',
      mailDomains: p?.mailDomains.join(', ') ?? '',
      roleClaim: p?.roleClaim ?? '',
      roleRules: p?.roleRules ?? [],
      defaultRole: p?.defaultRole ?? (p ? 'none' : 'staff'),
      createPeople: p?.createPeople ?? false,
      onlyOidc: p?.onlyOidc ?? false,
    },
  })
  const drop = async () => {
    if (!(await confirm({ title: t('oidc.removeTitle'), body: t('oidc.removeBody'), action: t('oidc.remove') }))) return
    await remove.mutateAsync({}).then(
      () => toast(t('oidc.removed')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  return (
    <Form
      form={form}
      onSubmit={async ({ mailDomains, defaultRole, roleClaim, roleRules, ...rest }: Values) => {
        const body = {
          ...rest,
          roleClaim,
          roleRules: roleClaim ? roleRules : [],
          mailDomains: mailDomains.split(/[\s,，、;]+/).filter(Boolean),
          defaultRole: defaultRole === 'none' ? null : (defaultRole as (typeof mappedRoles)[number]),
        }
        await save.mutateAsync({ body }).catch((error) => {
          // A wrong domain stands in a field of many.
          if (error instanceof ApiError) for (const f of error.fields) f.path = f.path.replace(/^(body\.)?mailDomains.*/, 'mailDomains')
          throw error
        })
        toast(t('saved'))
      }}
    >
      <Section title={t('oidc.there')}>
        <div className="stack">
          <p className="md sec">{t('oidc.thereNote')}</p>
          <Copy label={t('oidc.redirect')} value={of.redirectUri} />
        </div>
      </Section>
      <Section title={t('oidc.here')}>
        <div className="stack">
          <Field.Text
            name="issuer"
            label={t('oidc.issuer')}
            help={t('oidc.issuerHelp')}
            placeholder="https://login.example.com/realms/agency"
            required
          />
          <Check />
          <Field.Text name="clientId" label={t('oidc.clientId')} required />
          <Field.Password
            name="clientSecret"
            label={t('oidc.secret')}
            help={t(p?.hasSecret ? 'oidc.secretKept' : 'oidc.secretHelp')}
            required={!p?.hasSecret}
            autoComplete="off"
          />
          <Field.Text name="label" label={t('oidc.label')} placeholder={t('oidc.labelHint')} />
        </div>
      </Section>
      <Section title={t('oidc.who')}>
        <div className="stack">
          <Field.Text name="mailDomains" label={t('oidc.domains')} help={t('oidc.domainsHelp')} placeholder="example.com.tw" required />
          <Rules />
          <Field.Switch name="createPeople" label={t('oidc.createPeople')} help={t('oidc.createPeopleHelp')} />
          <Field.Switch name="onlyOidc" label={t('oidc.only')} help={t('oidc.onlyHelp')} />
          <Field.Switch name="enabled" label={t('oidc.enabled')} />
        </div>
      </Section>
      {p && (
        <Section title={t('oidc.share')}>
          <div className="stack">
            <Copy label={t('oidc.shareLink')} value={of.signInUrl} />
            <div className="row acts">
              <Button icon="trash" onClick={() => void drop()}>
                {t('oidc.remove')}
              </Button>
            </div>
          </div>
        </Section>
      )}
    </Form>
  )
}

/** Sign-in through the organisation's own provider. */
export function OidcTab() {
  const t = useT('identity')
  const found = useEndpoint(oidcEndpoints.get)
  const [begun, setBegun] = useState(false)
  return (
    <Loaded of={found}>
      {(of) =>
        of.provider || begun ? (
          <Settings key={JSON.stringify(of.provider)} of={of} />
        ) : (
          <EmptyState
            icon="globe"
            title={t('oidc.empty')}
            action={
              <Button look="primary" onClick={() => setBegun(true)}>
                {t('oidc.setUp')}
              </Button>
            }
          >
            {t('oidc.emptyNote')}
          </EmptyState>
        )
      }
    </Loaded>
  )
}
