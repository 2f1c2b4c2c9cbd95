import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useT } from '../../kernel/web/i18n.ts'
import { Alert, Button } from '../bits.tsx'
import { parseTsv, planTable, shown } from './model.ts'
import type { PastePlan } from './model.ts'
import type { Column } from './types.ts'

type Props<Row> = {
  plan: PastePlan | 'ask' | null
  columns: Column<Row>[]
  mayAdd: boolean
  onClose: () => void
  onApply: (plan: PastePlan) => Promise<unknown>
}
/** What a pasted table would do, before it does it; `ask` first offers a field to paste into. */
export function PasteModal<Row>({ plan: given, columns, mayAdd, onClose, onApply }: Props<Row>) {
  const t = useT('ui')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const plan = given === 'ask' ? (text.trim() ? planTable(parseTsv(text), columns) : null) : given
  const used = columns.filter((column) => plan?.added.some((row) => column.key in row))
  const added = mayAdd ? (plan?.added ?? []) : []
  const nothing = !plan || (plan.changes.length === 0 && added.length === 0)
  const apply = async () => {
    setBusy(true)
    await onApply({ ...plan!, added }).finally(() => setBusy(false))
    setText('')
  }
  return (
    <Modal opened={given !== null} onClose={onClose} title={t('paste.title')} size={760} closeButtonProps={{ 'aria-label': t('close') }}>
      {given === 'ask' && (
        <label className="pastebox">
          <span className="md sec">
            {t('paste.how', {
              columns: columns
                .filter((column) => column.editable)
                .map((column) => column.label)
                .join(t('paste.comma')),
            })}
          </span>
          <textarea rows={5} value={text} onChange={(event) => setText(event.target.value)} data-autofocus />
        </label>
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
