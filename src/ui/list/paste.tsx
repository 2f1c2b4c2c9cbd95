import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { CellRefusal } from '../../kernel/web/cells.ts'
import { useT } from '../../kernel/web/i18n.ts'
import { Alert, Button } from '../bits.tsx'
import type { Pasted } from './grid.ts'
import { parseTsv, planTable, shown } from './model.ts'
import type { PastePlan } from './model.ts'
import type { Column } from './types.ts'

type Props<Row> = {
  /** `ask`: nothing is there yet, a whole table goes below the last row. */
  pasted: Pasted | 'ask'
  columns: Column<Row>[]
  mayAdd: boolean
  planAt: (text: string, at: Pasted['at']) => PastePlan
  /** What a person calls a row, by its id. */
  nameOf: (id: string) => string
  onClose: () => void
  /** Saves all of it and answers with what was refused, `null` where nothing was. */
  onApply: (plan: PastePlan) => Promise<CellRefusal[] | null>
}
/**
 * What a pasted table would do, before it does it. The text stays in its field until it is saved: what the server refuses
 * is told by row and column, mended in place and sent again.
 */
export function PasteModal<Row>({ pasted, columns, mayAdd, planAt, nameOf, onClose, onApply }: Props<Row>) {
  const t = useT('ui')
  const [text, setText] = useState(pasted === 'ask' ? '' : pasted.text)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState((pasted !== 'ask' && pasted.refused) || null)
  const plan = text.trim() ? (pasted === 'ask' ? planTable(parseTsv(text), columns) : planAt(text, pasted.at)) : null
  const used = columns.filter((column) => plan?.added.some((row) => column.key in row))
  const added = mayAdd ? (plan?.added ?? []) : []
  const nothing = !plan || (plan.changes.length === 0 && added.length === 0)
  const label = (key: string | undefined) => columns.find((column) => column.key === key || column.key.startsWith(`${key}.`))?.label
  const where = (one: CellRefusal) =>
    [one.added === undefined ? (one.id && nameOf(one.id)) || '' : t('paste.newRow', { row: one.added + 1 }), label(one.column)]
      .filter(Boolean)
      .join(t('paste.slash'))
  const apply = async () => {
    setBusy(true)
    const failed = await onApply({ ...plan!, added })
    setBusy(false)
    setRefused(failed)
    if (!failed) onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t('paste.title')} size={760} closeButtonProps={{ 'aria-label': t('close') }}>
      <label className="pastebox">
        <span className="md sec">
          {pasted === 'ask'
            ? t('paste.how', {
                columns: columns
                  .filter((column) => column.editable)
                  .map((column) => column.label)
                  .join(t('paste.comma')),
              })
            : t('paste.kept')}
        </span>
        <textarea rows={5} value={text} onChange={(event) => setText(event.target.value)} data-autofocus />
      </label>
      {refused && (
        <Alert title={t('paste.refused', { count: refused.length })}>
          <ul className="refusals">
            {refused.slice(0, 20).map((one, i) => (
              <li key={i}>
                {where(one) && <b>{where(one)}</b>} {one.message}
              </li>
            ))}
          </ul>
          {refused.length > 20 && t('paste.more', { count: refused.length - 20 })}
        </Alert>
      )}
      {plan && (
        <>
          <p className="md">{t('paste.plan', { changes: plan.changes.length, added: added.length })}</p>
          {plan.bad.length > 0 && (
            <Alert title={t('paste.bad', { count: plan.bad.length })}>
              {plan.bad
                .slice(0, 5)
                .map((one) =>
                  t('paste.badCell', {
                    row: one.row + 1,
                    column: columns.find((column) => column.key === one.column)?.label,
                    text: one.text.slice(0, 30),
                  }),
                )
                .join(t('paste.semicolon'))}
            </Alert>
          )}
          {plan.added.length > 0 && !mayAdd && <Alert title={t('paste.noAdd', { count: plan.added.length })} />}
          {added.length > 0 && (
            <div className="tablebox">
              <table className="table">
                <thead>
                  <tr>
                    {used.map((column) => (
                      <th key={column.key} scope="col">
                        {column.label}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {added.slice(0, 8).map((row, i) => (
                    <tr key={i}>
                      {used.map((column) => (
                        <td key={column.key}>{shown(column, row[column.key])}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
              {added.length > 8 && <p className="sm mut">{t('paste.more', { count: added.length - 8 })}</p>}
            </div>
          )}
        </>
      )}
      <div className="row acts end">
        <Button large onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button large look="primary" disabled={nothing} busy={busy} onClick={() => void apply()}>
          {plan?.bad.length ? t('paste.applyRest') : t('paste.apply')}
        </Button>
      </div>
    </Modal>
  )
}
