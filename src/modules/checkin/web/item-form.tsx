import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import type { PreparedItem } from '../contract/desk.ts'
import {
  bases,
  basisNames,
  deskItem,
  deskItemEndpoints,
  type DeskList,
  itemCategoryNames,
  itemStateNames,
  itemStates,
} from '../contract/desk-item.ts'

export const options = <K extends string>(
  names: Record<K, { zh: string; en: string }>,
  lang: 'zh-TW' | 'en',
  keys = Object.keys(names) as K[],
) => keys.map((value) => ({ value, label: pick(names[value], lang) }))

const blank = { name: { zh: '', en: '' }, specification: { zh: '', en: '' } }

/** One item, new or changed: on a phone the only way to write, on a desk beside the grid. */
export function ItemForm({
  list,
  position,
  row,
  onClose,
}: {
  list: DeskList
  position: number
  row: PreparedItem | null
  onClose: () => void
}) {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const invalidates = ['/events/:eventId/desk']
  const create = useCall(deskItemEndpoints.create, { invalidates })
  const update = useCall(deskItemEndpoints.update, { invalidates })
  const given = row ? Object.fromEntries(Object.keys(deskItem.labels).map((k) => [k, row[k as keyof PreparedItem]])) : null
  const form = useKitForm({
    schema: deskItem.draft,
    defaults: (given ?? { ...deskItem.draft.parse({ list, name: { zh: '-', en: '' }, position }), ...blank }) as never,
  })
  const fixed = form.watch('basis') === 'fixed'
  const label = (name: keyof typeof deskItem.labels) => pick(deskItem.labels[name], lang)
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={row ? pick(row.name, lang) : t('desk.add')}
      form={form}
      onSubmit={async (body: any) => {
        if (row) await update.mutateAsync({ params: { eventId: event.id, id: row.id }, body: { ...body, version: row.version } })
        else await create.mutateAsync({ params: { eventId: event.id }, body })
        onClose()
      }}
    >
      <Field.Localized name="name" label={label('name')} required />
      <Field.Localized name="specification" label={label('specification')} />
      <div className="fields">
        <Field.Select name="category" label={label('category')} required options={options(itemCategoryNames, lang)} />
        <Field.Select name="basis" label={label('basis')} required options={options(basisNames, lang, [...bases])} />
        <Field.Number name="quantity" label={label('quantity')} required min={0} />
        {!fixed && <Field.Number name="perPeople" label={label('perPeople')} required min={1} help={t('desk.perHelp')} />}
        <Field.Number name="spare" label={label('spare')} required min={0} max={200} />
        <Field.Text name="unit" label={label('unit')} />
        <Field.Number name="ready" label={label('ready')} required min={0} />
        <Field.Select name="state" label={label('state')} required options={options(itemStateNames, lang, [...itemStates])} />
        <Field.Date name="dueDate" label={label('dueDate')} />
        <Field.Text name="responsible" label={label('responsible')} />
        <Field.Money name="unitCost" label={label('unitCost')} />
        <Field.Text name="supplier" label={label('supplier')} />
      </div>
      <Field.Textarea name="note" label={label('note')} rows={2} />
    </FormDrawer>
  )
}
