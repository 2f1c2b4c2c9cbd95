import { Checkbox } from '@mantine/core'
import { useController } from 'react-hook-form'
import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { type Localized, pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Button } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { type HookGroup, hookTypeNames, hookTypes } from '../contract/facts.ts'
import type { Webhook } from '../contract/webhook.ts'

const groups: HookGroup[] = ['event', 'programme', 'registration', 'documents', 'crm']
// The list of events belongs to another module; its address is all that is known of it here.
const readEvents = endpoint({
  method: 'GET',
  path: '/events',
  action: 'events.list',
  summary: 'Events to choose from',
  query: z.object({ limit: z.number(), sort: z.string() }),
  response: z.custom<{ rows: { id: string; name: Localized }[] }>(),
})
/** Names of the organisation's events by id. */
export function useEvents(): Map<string, string> {
  const lang = useLang()
  const rows = useEndpoint(readEvents, { query: { limit: 200, sort: '-startDate' } }).data?.rows ?? []
  return new Map(rows.map((e) => [e.id, pick(e.name, lang)]))
}
export function useTypeName() {
  const lang = useLang()
  return (type: string) => pick((hookTypes as Record<string, Localized>)[type], lang) || type
}

function Types() {
  const t = useT('integrations')
  const name = useTypeName()
  const { field, fieldState } = useController({ name: 'types' })
  const chosen = (field.value ?? []) as string[]
  return (
    <Checkbox.Group
      className="hook-types"
      label={t('types')}
      description={t('typesHelp')}
      withAsterisk
      error={fieldState.error?.message}
      value={chosen}
      onChange={field.onChange}
    >
      <div className="row acts">
        <Button look="quiet" onClick={() => field.onChange([...hookTypeNames])}>
          {t('all')}
        </Button>
        <Button look="quiet" onClick={() => field.onChange([])}>
          {t('none')}
        </Button>
      </div>
      {groups.map((g) => (
        <fieldset key={g}>
          <legend>{t(`group.${g}`)}</legend>
          <div className="grid">
            {hookTypeNames
              .filter((n) => hookTypes[n].group === g)
              .map((n) => (
                <Checkbox key={n} value={n} label={name(n)} description={n} />
              ))}
          </div>
        </fieldset>
      ))}
    </Checkbox.Group>
  )
}

/** Name, address, kinds of messages and event; for a new webhook and for a change alike. */
export function WebhookInputs() {
  const t = useT('integrations')
  const events = useEvents()
  return (
    <>
      <Field.Text name="name" label={t('name')} help={t('nameHelp')} required />
      <Field.Url name="url" label={t('url')} help={t('urlHelp')} required />
      <Types />
      <Field.Select
        name="eventId"
        label={t('onlyEvent')}
        help={t('onlyEventHelp')}
        options={[...events].map(([value, label]) => ({ value, label }))}
      />
    </>
  )
}

export const stateOf = (w: Webhook) => (!w.enabled ? 'off' : w.failingSince ? 'failing' : w.lastDeliveredAt ? 'live' : 'waiting')
export const stateTones = { off: 'plain', failing: 'amber', live: 'jade', waiting: 'indigo' } as const
export const stateIcons = { off: 'x', failing: 'warn', live: 'check', waiting: 'clock' } as const
