import { Drawer, Modal } from '@mantine/core'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import type { DefaultValues, FieldErrors, FieldValues, UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import { ApiError } from '../kernel/web/client.ts'
import { hasText, translate, useT } from '../kernel/web/i18n.ts'
import { Alert, Button } from './bits.tsx'
import { useProblemText } from './states.tsx'

type Issue = { code: string; message: string; path: PropertyKey[]; minimum?: unknown; maximum?: unknown; format?: string }

/** A zod issue in the person's language: a dotted code from the contract, else by its kind. */
function issueText(issue: Issue): string {
  const own = `ui:invalid.${issue.message}`
  if (/^[\w.]+$/.test(issue.message) && hasText(own)) return translate(own)
  if (issue.code === 'invalid_type' || (issue.code === 'too_small' && issue.minimum === 1)) return translate('ui:invalid.text.required')
  const kind = issue.code === 'invalid_format' ? `ui:invalid.format.${issue.format}` : `ui:invalid.${issue.code}`
  return hasText(kind) ? translate(kind, { min: issue.minimum, max: issue.maximum }) : translate('ui:invalid.other')
}

function put(errors: Record<string, unknown>, path: PropertyKey[], message: string) {
  let at = errors
  for (const part of path.slice(0, -1)) at = (at[String(part)] ??= {}) as Record<string, unknown>
  at[String(path.at(-1) ?? 'root')] ??= { type: 'check', message }
}

/**
 * A form checked by the contract's own schema (`draft`, `patch` …).
 * @example const form = useKitForm({ schema: sessionDraft, defaults: { title: { zh: '', en: '' } } })
 */
export function useKitForm<S extends z.ZodType>({ schema, defaults }: { schema: S; defaults: DefaultValues<z.input<S> & FieldValues> }) {
  return useForm<z.input<S> & FieldValues>({
    defaultValues: defaults,
    mode: 'onTouched',
    resolver: (values) => {
      const result = schema.safeParse(values)
      if (result.success) return { values: result.data as never, errors: {} }
      const errors = {}
      for (const issue of result.error.issues) put(errors, issue.path, issueText(issue as Issue))
      return { values: {}, errors: errors as FieldErrors<z.input<S> & FieldValues> }
    },
  }) as unknown as KitForm
}
export type KitForm = UseFormReturn<FieldValues>

type FormProps = {
  form: KitForm
  onSubmit: (values: never) => Promise<unknown>
  children: ReactNode
  submit?: string
  onCancel?: () => void
}

/** Fields, the server's refusal at the field it names (else above), and the buttons. What was typed stays. */
export function Form({ form, onSubmit, children, submit, onCancel }: FormProps) {
  const t = useT('ui')
  const text = useProblemText()
  const [refused, setRefused] = useState<unknown>(null)
  const id = useId()
  const send = form.handleSubmit(async (values) => {
    setRefused(null)
    try {
      await onSubmit(values as never)
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : []
      for (const field of fields)
        form.setError(field.path.replace(/^body\./, ''), { type: 'server', message: field.message }, { shouldFocus: true })
      setRefused(error)
    }
  })
  return (
    <FormProvider {...form}>
      <form
        ref={(el) => el?.querySelector('input, textarea, select')?.setAttribute('data-autofocus', '')}
        id={id}
        noValidate
        className="form"
        onSubmit={(event) => {
          event.stopPropagation()
          void send(event)
        }}
      >
        {refused !== null && <Alert title={text(refused)}>{t('error.kept')}</Alert>}
        {children}
        <div className="row acts end formfoot">
          {onCancel && (
            <Button large onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
          <Button large look="primary" type="submit" busy={form.formState.isSubmitting}>
            {submit ?? t('save')}
          </Button>
        </div>
      </form>
    </FormProvider>
  )
}

type Framed = FormProps & { open: boolean; onClose: () => void; title: string; wide?: boolean }

/** A form in the side panel; `open` comes from the screen. */
export const FormDrawer = ({ open, onClose, title, wide, ...form }: Framed) => {
  const t = useT('ui')
  return (
    <Drawer opened={open} onClose={onClose} title={title} size={wide ? 640 : 440} closeButtonProps={{ 'aria-label': t('close') }}>
      <Form {...form} onCancel={form.onCancel ?? onClose} />
    </Drawer>
  )
}

/** A short form in the middle. */
export const FormModal = ({ open, onClose, title, wide, ...form }: Framed) => {
  const t = useT('ui')
  return (
    <Modal opened={open} onClose={onClose} title={title} size={wide ? 640 : 440} closeButtonProps={{ 'aria-label': t('close') }}>
      <Form {...form} onCancel={form.onCancel ?? onClose} />
    </Modal>
  )
}
