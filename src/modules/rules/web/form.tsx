import { useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { ApiError } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Alert } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { today } from '../../../ui/format.ts'
import { ruleEndpoints, type RuleRow } from '../contract/endpoints.ts'
import { ruleFields, ruleGroups, type RuleUnit, ruleUnits } from '../contract/rule.ts'
import { textOf, valueOf } from './value.ts'

const schema = z.object({ ...ruleFields, value: z.string().max(4000) })
type Values = z.output<typeof schema>
export type Mode = 'next' | 'correct' | 'new'

function ValueField() {
  const t = useT('rules')
  const lang = useLang()
  const unit = useFormContext().watch('unit') as RuleUnit
  const text = String(useFormContext().watch('value') ?? '')
  if (unit === 'flag')
    return (
      <Field.Select
        name="value"
        label={t('value')}
        required
        options={['true', 'false'].map((value) => ({ value, label: t(`flag.${value}`) }))}
      />
    )
  if (unit === 'date') return <Field.Date name="value" label={t('value')} required />
  if (/^[[{]/.test(text.trim()) || unit === 'structure')
    return <Field.Textarea name="value" label={t('value')} help={t('structureHelp')} rows={6} required />
  return <Field.Text name="value" label={t('valueIn', { unit: unit === 'ratio' ? '%' : pick(ruleUnits[unit], lang) })} required />
}

/** Corrects a row, adds the one that follows it, or a wholly new rule. */
export function RuleDrawer({ mode, of, onClose }: { mode: Mode; of: RuleRow | null; onClose: () => void }) {
  const t = useT('rules')
  const lang = useLang()
  const create = useCall(ruleEndpoints.create, { invalidates: ['/rules'] })
  const update = useCall(ruleEndpoints.update, { invalidates: ['/rules'] })
  const day = today()
  const base: Values = of
    ? {
        code: of.code,
        jurisdiction: of.jurisdiction,
        group: of.group,
        title: of.title,
        unit: of.unit,
        source: of.source,
        sourceUrl: of.sourceUrl,
        note: of.note,
        uncertain: of.uncertain,
        value: textOf(of.value, of.unit),
        validFrom: of.validFrom,
        validTo: of.validTo,
        checkedOn: of.checkedOn,
      }
    : {
        code: '',
        jurisdiction: 'TW',
        group: 'tax',
        title: { zh: '', en: '' },
        unit: 'ratio',
        source: '',
        sourceUrl: null,
        note: { zh: '', en: '' },
        uncertain: false,
        value: '',
        validFrom: day,
        validTo: null,
        checkedOn: day,
      }
  const form = useKitForm({
    schema,
    defaults:
      mode === 'next'
        ? { ...base, validFrom: `${Number(day.slice(0, 4)) + 1}-01-01`, validTo: null, checkedOn: day, uncertain: false }
        : base,
  })
  const fixed = mode !== 'new'
  return (
    <FormDrawer
      open
      wide
      onClose={onClose}
      title={t(`form.${mode}`)}
      form={form}
      onSubmit={async (given: Values) => {
        let body
        try {
          body = { ...given, value: valueOf(given.value, given.unit, of?.value) }
        } catch (error) {
          throw new ApiError('rules.value', 422, t('form.badValue'), [
            { path: 'value', code: 'value', message: t(`form.bad.${(error as RangeError).message}`) },
          ])
        }
        if (mode === 'correct' && of) {
          const { code: _c, jurisdiction: _j, ...rest } = body
          await update.mutateAsync({ params: { id: of.id }, body: { ...rest, version: of.version } })
        } else await create.mutateAsync({ body })
        toast(t(mode === 'next' ? 'form.followed' : 'form.saved'))
        onClose()
      }}
    >
      {mode === 'next' && (
        <Alert tone="indigo" title={t('form.nextTitle')}>
          {t('form.nextNote')}
        </Alert>
      )}
      {mode === 'correct' && of?.shipped && (
        <Alert tone="indigo" title={t('form.shippedTitle')}>
          {t('form.shippedNote')}
        </Alert>
      )}
      <Field.Localized name="title" label={t('name')} required />
      <div className="fields">
        <Field.Text name="code" label={t('code')} help={fixed ? undefined : t('codeHelp')} required disabled={fixed} />
        <Field.Text name="jurisdiction" label={t('jurisdiction')} required disabled={fixed} />
        <Field.Select
          name="group"
          label={t('group')}
          required
          options={Object.entries(ruleGroups).map(([value, text]) => ({ value, label: pick(text, lang) }))}
        />
        <Field.Select
          name="unit"
          label={t('unit')}
          required
          disabled={fixed}
          options={Object.entries(ruleUnits).map(([value, text]) => ({ value, label: pick(text, lang) }))}
        />
      </div>
      <ValueField />
      <div className="fields">
        <Field.Date name="validFrom" label={t('validFrom')} required />
        <Field.Date name="validTo" label={t('validTo')} />
        <Field.Date name="checkedOn" label={t('checkedOn')} required />
      </div>
      <Field.Text name="source" label={t('source')} required />
      <SourceUrl />
      <Field.Localized name="note" label={t('note')} area />
      <Field.Switch name="uncertain" label={t('uncertain')} help={t('uncertainHelp')} />
    </FormDrawer>
  )
}

/** Empty means none, and the contract wants null then. */
function SourceUrl() {
  const t = useT('rules')
  const { watch, setValue } = useFormContext()
  if (watch('sourceUrl') === '') setValue('sourceUrl', null)
  return <Field.Url name="sourceUrl" label={t('sourceUrl')} placeholder="https://" />
}
