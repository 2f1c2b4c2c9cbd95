import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { hasText, translate } from '../../../kernel/web/i18n.ts'
import { date, number, time } from '../../../ui/format.ts'
import type { HistoryEntry } from '../contract/desk.ts'

const text = (key: string, values?: Record<string, unknown>) => translate(`events:${key}`, values)
const known = (key: string) => hasText(`events:${key}`) || hasText(`events:${key}_other`)

/** A kind of record in words, e.g. `registration` → 報名; English in the number of `count`. */
export const thing = (entity: string, count = 1): string =>
  text(known(`entity.${entity}`) ? `entity.${entity}` : 'entity.record', { count })

/** A field's value as a person reads it; lists and nested parts only say that they are there. */
export function valueText(value: unknown, lang: Lang): string {
  if (value === null || value === undefined || value === '') return text('value.empty')
  if (typeof value === 'boolean') return text(value ? 'value.yes' : 'value.no')
  if (typeof value === 'number') return number(value, 2)
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return `${date(value, lang)} ${time(value)}`
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return date(value, lang)
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return text('value.other')
    return value.length > 90 ? `${value.slice(0, 90)}…` : value
  }
  if (typeof value === 'object' && ('zh' in value || 'en' in value))
    return valueText(pick({ zh: '', en: '', ...(value as object) }, lang), lang)
  return Array.isArray(value) ? text('value.items', { count: value.length }) : text('value.parts')
}
const simple = (value: unknown) => typeof value !== 'object' || value === null || 'zh' in value

/**
 * What somebody did, without the name: 「把「主題演講」的場地改為 201」. A sentence of its own for an entity and action
 * (`activity.<entity>.<action>`), else the general one, else 「更新了…」; never a code of ours.
 */
export function sentence(
  entry: Pick<HistoryEntry, 'entity' | 'action' | 'label' | 'changes' | 'open'> & { count?: number },
  lang: Lang,
): string {
  const count = entry.count ?? 1
  const action = entry.action.replaceAll('.', '_')
  const what = entry.label.length > 48 ? `${entry.label.slice(0, 48)}…` : entry.label
  const values = { what, count, thing: thing(entry.entity, count) }
  const own = `activity.${entry.entity}.${action}`
  if (count > 1) return text(known(`activity.many.${action}`) ? `activity.many.${action}` : 'activity.many.other', values)
  if (known(own)) return text(own, values)
  const [only] = entry.changes
  if (action === 'update' && what && entry.open && entry.changes.length === 1 && only && simple(only.to))
    return text('activity.any.changed', { ...values, field: pick(only.label, lang), to: valueText(only.to, lang) })
  if (action === 'update' && what && entry.changes.length > 0) {
    const fields = entry.changes.slice(0, 3).map((one) => pick(one.label, lang))
    return text('activity.any.fields', {
      ...values,
      fields: fields.join(text('headline.comma')) + (entry.changes.length > 3 ? text('activity.more') : ''),
    })
  }
  const any = known(`activity.any.${action}`) ? action : 'other'
  return text(what ? `activity.any.${any}` : `activity.bare.${known(`activity.bare.${any}`) ? any : 'other'}`, values)
}

/** Who did it: a person's name, or the system in words. */
export const actor = (entry: Pick<HistoryEntry, 'actorKind' | 'actorName'>): string =>
  entry.actorKind === 'system'
    ? text('activity.system')
    : entry.actorName || text(entry.actorKind === 'public' ? 'activity.public' : 'activity.someone')
