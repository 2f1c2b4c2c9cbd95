import {
  Input,
  MultiSelect as MantineMultiSelect,
  NumberInput,
  PasswordInput,
  Select as MantineSelect,
  Switch as MantineSwitch,
  Textarea as MantineTextarea,
  TextInput,
} from '@mantine/core'
import type { ReactNode } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { useT } from '../kernel/web/i18n.ts'
import { rocDate } from './format.ts'

export type FieldProps = { name: string; label: string; help?: ReactNode; required?: boolean; disabled?: boolean; placeholder?: string }
type Options = { options: { value: string; label: string; group?: string }[] }

function useField({ name, label, help, required, disabled, placeholder }: FieldProps) {
  const { control } = useFormContext()
  const { field, fieldState } = useController({ name, control })
  return {
    ...field,
    shared: { label, description: help, withAsterisk: required, required, disabled, placeholder, error: fieldState.error?.message },
  }
}
const blank = (text: string) => (text === '' ? null : text)
const grouped = (options: Options['options']) => {
  const groups = [...new Set(options.map((one) => one.group))]
  return groups.length < 2
    ? options
    : groups.map((group) => ({
        group: group ?? '',
        items: options.filter((one) => one.group === group).map(({ value, label }) => ({ value, label })),
      }))
}

const line = (type: 'text' | 'email' | 'tel' | 'url', complete?: string) =>
  function Line(props: FieldProps & { autoComplete?: string }) {
    const { shared, ...field } = useField(props)
    return <TextInput {...field} value={field.value ?? ''} {...shared} type={type} autoComplete={props.autoComplete ?? complete} />
  }

/** What is typed can be looked at; pasting, as password managers do, is welcome. */
function Password(props: FieldProps & { autoComplete?: string }) {
  const t = useT('ui')
  const { shared, ...field } = useField(props)
  return (
    <PasswordInput
      {...field}
      value={field.value ?? ''}
      {...shared}
      autoComplete={props.autoComplete ?? 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
    />
  )
}

function Textarea({ rows = 3, ...props }: FieldProps & { rows?: number }) {
  const { shared, ...field } = useField(props)
  return <MantineTextarea {...field} value={field.value ?? ''} {...shared} autosize minRows={rows} maxRows={16} />
}

/** A number; `null` when empty. */
function Number({
  min,
  max,
  step,
  suffix,
  decimals = 0,
  ...props
}: FieldProps & { min?: number; max?: number; step?: number; suffix?: string; decimals?: number }) {
  const { shared, onChange, ...field } = useField(props)
  return (
    <NumberInput
      {...field}
      value={field.value ?? ''}
      {...shared}
      onChange={(value) => onChange(value === '' ? null : globalThis.Number(value))}
      min={min}
      max={max}
      step={step}
      suffix={suffix}
      decimalScale={decimals}
      thousandSeparator=","
    />
  )
}

/** Money in minor units of `currency` (TWD: one unit is NT$ 1). */
function Money({ currency = 'TWD', ...props }: FieldProps & { currency?: string }) {
  const { shared, onChange, ...field } = useField(props)
  const digits = currency === 'TWD' || currency === 'JPY' || currency === 'KRW' ? 0 : 2
  return (
    <NumberInput
      {...field}
      value={typeof field.value === 'number' ? field.value / 10 ** digits : ''}
      {...shared}
      onChange={(value) => onChange(value === '' ? null : Math.round(globalThis.Number(value) * 10 ** digits))}
      prefix={currency === 'TWD' ? 'NT$ ' : `${currency} `}
      decimalScale={digits}
      thousandSeparator=","
      hideControls
    />
  )
}

function Select({ options, clearable, ...props }: FieldProps & Options & { clearable?: boolean }) {
  const { shared, ...field } = useField(props)
  return (
    <MantineSelect
      {...field}
      {...shared}
      value={field.value ?? null}
      data={grouped(options)}
      searchable={options.length > 8}
      clearable={clearable ?? !props.required}
      allowDeselect={!props.required}
      comboboxProps={{ shadow: 'md' }}
    />
  )
}

function MultiSelect({ options, ...props }: FieldProps & Options) {
  const { shared, ...field } = useField(props)
  return (
    <MantineMultiSelect
      {...field}
      {...shared}
      value={field.value ?? []}
      data={grouped(options)}
      searchable
      clearable
      comboboxProps={{ shadow: 'md' }}
    />
  )
}

/** A day as `YYYY-MM-DD`, the browser's own picker, with the 民國 day under it. */
function DateField(props: FieldProps & { min?: string; max?: string }) {
  const { shared, onChange, ...field } = useField(props)
  const roc = rocDate(field.value)
  return (
    <TextInput
      {...field}
      {...shared}
      type="date"
      min={props.min}
      max={props.max}
      value={field.value ?? ''}
      onChange={(event) => onChange(blank(event.currentTarget.value))}
      description={shared.description ?? (roc || undefined)}
    />
  )
}

/** A time of day as `HH:mm`. */
function Time(props: FieldProps) {
  const { shared, onChange, ...field } = useField(props)
  return (
    <TextInput
      {...field}
      {...shared}
      type="time"
      value={field.value ?? ''}
      onChange={(event) => onChange(blank(event.currentTarget.value))}
    />
  )
}

/** A local day and time as `YYYY-MM-DDTHH:mm`, in the zone that the label or help names. */
function DateTime(props: FieldProps) {
  const { shared, onChange, ...field } = useField(props)
  return (
    <TextInput
      {...field}
      {...shared}
      type="datetime-local"
      value={field.value ?? ''}
      onChange={(event) => onChange(blank(event.currentTarget.value))}
    />
  )
}

function Switch(props: FieldProps) {
  const { shared, value, ...field } = useField(props)
  return (
    <MantineSwitch
      {...field}
      label={shared.label}
      description={shared.description}
      disabled={shared.disabled}
      error={shared.error}
      checked={value ?? false}
      onChange={(event) => field.onChange(event.currentTarget.checked)}
    />
  )
}

/** Chinese and English side by side: the value is `{ zh, en }`. */
function Localized({ area, ...props }: FieldProps & { area?: boolean }) {
  const t = useT('ui')
  const Control = area ? Textarea : Text
  const whole = useController({ name: props.name }).fieldState.error?.message
  return (
    <Input.Wrapper
      label={props.label}
      description={props.help}
      withAsterisk={props.required}
      error={whole}
      labelElement="div"
      role="group"
      aria-label={props.label}
    >
      <div className="pair">
        <Control name={`${props.name}.zh`} label={t('lang.zh')} disabled={props.disabled} />
        <Control name={`${props.name}.en`} label={t('lang.en')} disabled={props.disabled} />
      </div>
    </Input.Wrapper>
  )
}

const Text = line('text')
/** Bound to the nearest `<Form>` by `name` (dotted paths reach inside). */
export const Field = {
  Text,
  Textarea,
  Number,
  Money,
  Select,
  MultiSelect,
  Date: DateField,
  Time,
  DateTime,
  Switch,
  Localized,
  Email: line('email', 'email'),
  Phone: line('tel', 'tel'),
  Url: line('url'),
  Password,
}
