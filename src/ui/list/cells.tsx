import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useT } from '../../kernel/web/i18n.ts'
import { Icon } from '../icons.tsx'
import type { Grid } from './grid.ts'
import { shown } from './model.ts'
import type { Item } from './model.ts'
import type { Column, Value } from './types.ts'

type EditorProps<Row> = { column: Column<Row>; value: Value; initial?: string; commit: Grid<Row>['commit']; cancel: () => void }
/** The input over a cell. Enter goes down, Tab right, Esc gives up, leaving it saves. */
function Editor<Row>({ column, value, initial, commit, cancel }: EditorProps<Row>) {
  const raw = value === null || value === undefined ? '' : String(value)
  const [text, setText] = useState(initial ?? raw)
  const [bad, setBad] = useState(false)
  const ref = useRef<HTMLInputElement & HTMLSelectElement>(null)
  const closed = useRef(false)
  useEffect(() => {
    ref.current?.focus()
    if (initial === undefined && column.kind !== 'select') ref.current?.select()
  }, [initial, column.kind])
  const close = (next: [number, number]) => {
    closed.current = true
    const grid = ref.current?.closest<HTMLElement>('[role=grid]')
    if (commit(text, next)) return void (next[0] || next[1] ? grid?.focus() : 0)
    closed.current = false
    setBad(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    event.stopPropagation()
    if (event.key === 'Enter') close([event.shiftKey ? -1 : 1, 0])
    else if (event.key === 'Tab') close([0, event.shiftKey ? -1 : 1])
    else if (event.key === 'Escape') {
      closed.current = true
      ref.current?.closest<HTMLElement>('[role=grid]')?.focus()
      cancel()
    } else return
    event.preventDefault()
  }
  const shared = {
    ref,
    className: 'celledit',
    'aria-label': column.label,
    'aria-invalid': bad,
    value: text,
    onKeyDown,
    onBlur: () => !closed.current && (commit(text, [0, 0]) || cancel()),
  }
  if (column.kind === 'select')
    return (
      <select {...shared} onChange={(event) => setText(event.target.value)}>
        <option value="" />
        {column.options?.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    )
  const numeric = column.kind === 'number' || column.kind === 'money'
  return (
    <input
      {...shared}
      type={column.kind === 'date' && initial === undefined ? 'date' : 'text'}
      inputMode={numeric ? 'decimal' : 'text'}
      onChange={(event) => {
        setText(event.target.value)
        setBad(false)
      }}
    />
  )
}

export const Content = <Row,>({ column, row, value, pending }: { column: Column<Row>; row: Row; value: Value; pending?: boolean }) =>
  !pending && column.render ? <>{column.render(row)}</> : <>{shown(column, value) || <span className="mut">—</span>}</>

type RowProps<Row> = {
  item: Item<Row>
  index: number
  gridId: string
  columns: Column<Row>[]
  grid: Grid<Row>
  selectable: boolean
  first: number
  onOpen: (row: Row) => void
  onToggle: (label: string) => void
}
/** One line of the grid: a group's head or a row. */
export function Line<Row>({ item, index, gridId, columns, grid, selectable, first, onOpen, onToggle }: RowProps<Row>) {
  const t = useT('ui')
  const here = grid.at.row === index
  const id = (column: number) => `${gridId}-${index}-${column}`
  if ('group' in item) {
    const { label, rows, open } = item.group
    const totals = columns.filter((column) => column.subtotal)
    return (
      <div
        role="gridcell"
        id={id(0)}
        aria-colindex={1}
        aria-colspan={columns.length + first}
        aria-expanded={open}
        className={`grp${here ? ' cur' : ''}`}
        onClick={() => {
          grid.move(index, 0)
          onToggle(label)
        }}
      >
        <Icon name={open ? 'down' : 'right'} small />
        <b>{label}</b>
        <span className="mut">{t('grid.rows', { count: rows.length })}</span>
        <span className="sp" />
        {totals.map((column) => (
          <span key={column.key} className="mut sm">
            {column.label} {column.subtotal!(rows)}
          </span>
        ))}
      </div>
    )
  }
  const chosen = grid.selected.has(item.id)
  return (
    <>
      {selectable && (
        <div
          role="gridcell"
          aria-colindex={1}
          className="pick"
          onClick={(event) => {
            event.stopPropagation()
            grid.toggle(item.id)
          }}
        >
          <span className={chosen ? 'cb x' : 'cb'} role="checkbox" aria-checked={chosen} aria-label={t('grid.pick')}>
            {chosen && <Icon name="check" />}
          </span>
        </div>
      )}
      {columns.map((column, c) => {
        const current = here && grid.at.column === c
        const inside = grid.ranged && index >= grid.box.top && index <= grid.box.bottom && c >= grid.box.left && c <= grid.box.right
        const value = grid.valueOf(item.id, item.row, column)
        const numeric = column.kind === 'number' || column.kind === 'money'
        const mayEdit = grid.mayEdit(item.row, column)
        const refusal = grid.refused.get(`${item.id}\t${column.key}`)
        return (
          <div
            key={column.key}
            role="gridcell"
            id={id(c)}
            aria-colindex={c + 1 + first}
            aria-readonly={!mayEdit || undefined}
            aria-invalid={refusal ? true : undefined}
            title={refusal}
            aria-selected={chosen || inside}
            className={`${numeric ? 'n' : ''}${current ? ' at' : ''}${inside ? ' in' : ''}${mayEdit ? ' ed' : ''}${refusal ? ' bad' : ''}`}
            onMouseDown={(event) => {
              if (!(current && grid.editing)) grid.move(index, c, event.shiftKey)
            }}
            onDoubleClick={() => grid.begin() || onOpen(item.row)}
          >
            {current && grid.editing ? (
              <Editor
                key={`${item.id}${column.key}`}
                column={column}
                value={value}
                initial={grid.editing.initial}
                commit={grid.commit}
                cancel={grid.cancel}
              />
            ) : (
              <Content column={column} row={item.row} value={value} pending={grid.pending.has(`${item.id}\t${column.key}`)} />
            )}
          </div>
        )
      })}
    </>
  )
}
