import './factors.css'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { factorEndpoints, type FactorRule, factorRule, requirements } from '../contract/factors.ts'

function Rule({ of, without }: { of: FactorRule; without: number }) {
  const t = useT('identity')
  const save = useCall(factorEndpoints.saveRule, { invalidates: ['/organisation/factors', '/account/factors', '/session'] })
  const form = useKitForm({ schema: factorRule, defaults: of })
  return (
    <Form
      form={form}
      onSubmit={async (body: FactorRule) => {
        await save.mutateAsync({ body })
        toast(t('saved'))
      }}
    >
      <Section title={t('rule.title')}>
        <div className="stack">
          <p className="md sec">{t('rule.note')}</p>
          {without > 0 && (
            <Alert tone="indigo" title={t('rule.without', { count: without })}>
              {t('rule.withoutNote')}
            </Alert>
          )}
          <Field.Select
            name="required"
            label={t('rule.required')}
            required
            options={requirements.map((value) => ({ value, label: t(`rule.of.${value}`) }))}
          />
          <Field.Number
            name="graceDays"
            label={t('rule.grace')}
            help={t('rule.graceHelp')}
            suffix={t('guard.days')}
            min={0}
            max={60}
            required
          />
        </div>
      </Section>
    </Form>
  )
}

/** Whose second step the organisation asks for. */
export function FactorRuleTab() {
  const found = useEndpoint(factorEndpoints.rule)
  return <Loaded of={found}>{({ without, ...of }) => <Rule key={JSON.stringify(of)} of={of} without={without} />}</Loaded>
}
