import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Alert } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { accountDraft } from '../contract/payment.ts'
import { type ProviderName, providerNames, providers } from '../contract/providers.ts'
import { standinMerchants } from '../contract/standin.ts'

/** The server says what is wrong with numbers and keys; a form's own message could only say that something is. */
export const accountForm = z.strictObject({
  ...accountDraft.shape,
  merchantId: z.string().trim().min(1, 'text.required').max(40),
  methods: z.array(z.enum(accountDraft.shape.methods.element.options)),
})
export type AccountValues = z.output<typeof accountForm>
export const emptyAccount: AccountValues = {
  provider: 'ecpay',
  name: '',
  merchantId: '',
  mode: 'test',
  standin: false,
  methods: ['credit', 'atm', 'cvs'],
  hashKey: '',
  hashIv: '',
}

/** One form for a new account and for a change; keys are typed anew or stay as they are. */
export function AccountInputs({ editing, standin }: { editing?: boolean; standin: boolean }) {
  const t = useT('payments')
  const lang = useLang()
  const { setValue, getValues } = useFormContext()
  const [provider, mode, onStandin] = useWatch({ name: ['provider', 'mode', 'standin'] }) as [ProviderName, string, boolean]
  const p = providers[provider]
  useEffect(() => {
    const chosen = getValues('methods') as string[]
    const left = chosen.filter((m) => (p.methods as readonly string[]).includes(m))
    if (left.length !== chosen.length) setValue('methods', left.length ? left : [...p.methods])
  }, [provider, p, getValues, setValue])
  useEffect(() => {
    if (mode === 'live' && onStandin) setValue('standin', false)
    if (onStandin && !editing) for (const [k, v] of Object.entries(standinMerchants[provider])) setValue(k, v)
  }, [provider, mode, onStandin, editing, setValue])
  return (
    <>
      {!editing && (
        <Field.Select
          name="provider"
          label={t('provider')}
          options={providerNames.map((value) => ({ value, label: pick(providers[value], lang) }))}
          required
        />
      )}
      <Field.Text name="name" label={t('name')} help={t('nameHelp')} required />
      <Field.Select
        name="mode"
        label={t('mode')}
        help={t(`modeHelp.${mode === 'live' ? 'live' : 'test'}`)}
        options={(['test', 'live'] as const).map((value) => ({ value, label: t(`modes.${value}`) }))}
        required
      />
      {standin && mode === 'test' && <Field.Switch name="standin" label={t('standin')} help={t('standinHelp')} />}
      <Field.Text name="merchantId" label={t(`merchant.${provider}`)} required />
      {editing && <Alert tone="plain" icon="lock" title={t('keysKept')} />}
      <Field.Text name="hashKey" label={t(`key.${provider}`)} help={t(`keyHelp.${provider}`)} autoComplete="off" required={!editing} />
      {p.ivLength !== null && <Field.Text name="hashIv" label="HashIV" autoComplete="off" required={!editing} />}
      <Field.MultiSelect
        name="methods"
        label={t('methodsLabel')}
        help={t('methodsHelp')}
        options={p.methods.map((value) => ({ value, label: t(`methods.${value}`) }))}
        required
      />
    </>
  )
}
