import './settings.css'
import { useFormContext } from 'react-hook-form'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { RecordScreen } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { securityEndpoints, type SecuritySettings, securitySettings } from '../contract/security.ts'
import { FactorRuleTab } from './factor-rule.tsx'
import { OidcTab } from './oidc-settings.tsx'
import { SecurityLog } from './security-log.tsx'

function Threshold() {
  const t = useT('identity')
  const on = useFormContext().watch('massMail') === 'above'
  return on ? (
    <Field.Number name="massMailAbove" label={t('guard.massMailAbove')} suffix={` ${t('guard.people')}`} min={1} max={100_000} required />
  ) : null
}

function Settings({ of }: { of: SecuritySettings }) {
  const t = useT('identity')
  const save = useCall(securityEndpoints.saveSettings, { invalidates: ['/organisation/security', '/approvals', '/account/step-up'] })
  const form = useKitForm({ schema: securitySettings, defaults: of })
  const choice = (...values: string[]) => values.map((value) => ({ value, label: t(`guard.${value}`) }))
  return (
    <Form
      form={form}
      onSubmit={async (body: SecuritySettings) => {
        await save.mutateAsync({ body })
        form.reset(body)
        toast(t('saved'))
      }}
    >
      <Section title={t('guard.proof')} note={t('guard.proofNote')}>
        <Field.Number name="stepUpMinutes" label={t('guard.stepUpMinutes')} suffix={` ${t('guard.minutes')}`} min={1} max={60} required />
      </Section>
      <Section title={t('guard.sessions')} note={t('guard.sessionsNote')}>
        <div className="fields">
          <Field.Number name="idleHours" label={t('guard.idleHours')} suffix={` ${t('guard.hours')}`} min={1} max={336} required />
          <Field.Number name="absoluteDays" label={t('guard.absoluteDays')} suffix={` ${t('guard.days')}`} min={1} max={14} required />
          <Field.Number name="deskIdleHours" label={t('guard.deskIdleHours')} suffix={` ${t('guard.hours')}`} min={1} max={48} required />
          <Field.Number
            name="deskAbsoluteHours"
            label={t('guard.deskAbsoluteHours')}
            suffix={` ${t('guard.hours')}`}
            min={1}
            max={72}
            required
          />
        </div>
      </Section>
      <Section title={t('guard.second')} note={t('guard.secondNote')}>
        <div className="fields">
          <Field.Select name="ownerRole" label={t('guard.ownerRole')} options={choice('off', 'always')} required />
          <Field.Select name="bulkExport" label={t('guard.bulkExport')} options={choice('off', 'always')} required />
          <Field.Select
            name="massMail"
            label={t('guard.massMail')}
            help={t('guard.massMailHelp')}
            options={choice('off', 'above', 'always')}
            required
          />
          <Threshold />
        </div>
        <Alert tone="plain" title={t('guard.later')}>
          {t('guard.laterNote')}
        </Alert>
      </Section>
    </Form>
  )
}

/** How the organisation guards sign-in, and what happened to its accounts. */
export default function Security() {
  const t = useT('identity')
  const found = useEndpoint(securityEndpoints.settings)
  return (
    <RecordScreen
      title={t('menu.security')}
      detail={t('guard.note')}
      tabs={[
        {
          key: 'settings',
          label: t('guard.settings'),
          body: (
            <div className="narrow wide">
              <Loaded of={found}>{(of) => <Settings key={JSON.stringify(of)} of={of} />}</Loaded>
            </div>
          ),
        },
        {
          key: 'factors',
          label: t('rule.tab'),
          body: (
            <div className="narrow wide">
              <FactorRuleTab />
            </div>
          ),
        },
        {
          key: 'oidc',
          label: t('oidc.tab'),
          body: (
            <div className="narrow wide">
              <OidcTab />
            </div>
          ),
        },
        {
          key: 'log',
          label: t('log.title'),
          body: (
            <div className="narrow wide">
              <p className="md sec">{t('log.organisationNote')}</p>
              <SecurityLog of={securityEndpoints.organisation} people />
              <p className="links">
                <AppLink className="a" to="/o/settings/account" search={{ tab: 'log' }}>
                  {t('log.mine')}
                </AppLink>
              </p>
            </div>
          ),
        },
      ]}
    />
  )
}
