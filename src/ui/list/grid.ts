import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import { flushSync } from 'react-dom'
import { CellsRefused } from '../../kernel/web/cells.ts'
import type { CellRefusal, MoreRows } from '../../kernel/web/cells.ts'
import { useT } from '../../kernel/web/i18n.ts'
import { toast } from '../feedback.tsx'
import { useProblemText } from '../states.tsx'
import { copied, parseTsv, planPaste, read, toTsv } from './model.ts'
import type { Item } from './model.ts'
import type { Change, Column, Value } from './types.ts'

type Cell = { id: string; column: string }
/** One act: what undo takes back as a whole. `created` are the ids of the rows that it added. */
export type Step = { changes: Change[]; added: Record<string, Value>[]; created: string[] }
/** A pasted block with the cell it was pasted at; it stays until it is saved or given up. */
export type Pasted = { text: string; at: { row: number; column: number }; refused?: CellRefusal[] }
type Given<Row> = {
  items: Item<Row>[]
  columns: Column<Row>[]
  onEdit?: (changes: Change[], more: MoreRows) => Promise<unknown>
  onOpen: (row: Row) => void
  onToggle: (label: string) => void
  onPaste: (pasted: Pasted) => void
  element: RefObject<HTMLElement | null>
  reveal: (index: number) => void
  page: () => number
}

/** Cursor, range, row selection, editing, clipboard and undo of the grid; knows nothing of how it is drawn. */
export function useGrid<Row>({ items, columns, onEdit, onOpen, onToggle, onPaste, element, reveal, page }: Given<Row>) {
  const t = useT('ui')
  const problem = useProblemText()
  const [cursor, setCursor] = useState<Cell | null>(null)
  const [anchor, setAnchor] = useState<Cell | null>(null)
  const [editing, setEditing] = useState<{ initial?: string } | null>(null)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [pending, setPending] = useState<ReadonlyMap<string, Value>>(new Map())
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map())
  const done = useRef<Step[]>([])
  const undone = useRef<Step[]>([])
  // A toast's 復原 may be pressed many renders later; it has to save through the list's newest callback.
  const save = useRef(onEdit)
  save.current = onEdit
  const [, redraw] = useState(0)

  const place = (cell: Cell | null) => ({
    row: items.findIndex((one) => one.id === cell?.id),
    column: Math.max(
      0,
      columns.findIndex((one) => one.key === cell?.column),
    ),
  })
  const at = place(cursor)
  const from = anchor ? place(anchor) : at
  const box = {
    top: Math.min(at.row, from.row),
    bottom: Math.max(at.row, from.row),
    left: Math.min(at.column, from.column),
    right: Math.max(at.column, from.column),
  }
  const item = items[at.row]
  const valueOf = (id: string, row: Row, column: Column<Row>) =>
    pending.has(`${id}\t${column.key}`) ? pending.get(`${id}\t${column.key}`) : column.value(row)
  const mayEdit = (row: Row, column: Column<Row>) =>
    Boolean(onEdit) && (typeof column.editable === 'function' ? column.editable(row) : column.editable === true)

  const move = (row: number, column: number, extend = false) => {
    const r = Math.max(0, Math.min(items.length - 1, row))
    const c = Math.max(0, Math.min(columns.length - 1, column))
    if (!items[r] || !columns[c]) return
    if (!extend) setAnchor(null)
    else if (!anchor) setAnchor(cursor)
    setCursor({ id: items[r].id, column: columns[c].key })
    reveal(r)
  }

  const inverse = (changes: Change[]) => changes.map((one) => ({ ...one, before: one.after, after: one.before }))
  /** Saves a step, or takes it back; answers with what was refused, `null` where all was saved. `told`: the caller shows the reasons. */
  async function apply(step: Step, way: 'do' | 'undo' | 'redo' = 'do', told = false): Promise<CellRefusal[] | null> {
    const changes = way === 'undo' ? inverse(step.changes) : step.changes
    if (!save.current || changes.length + step.added.length === 0) return null
    const keys = changes.map((one) => `${one.id}\t${one.column}`)
    const count = changes.length + step.added.length
    setPending((before) => new Map([...before, ...changes.map((one, i) => [keys[i]!, one.after] as const)]))
    let failed: CellRefusal[] | null = null
    try {
      const more = way === 'undo' ? { added: [], removed: step.created } : { added: step.added, removed: [] }
      const answer = (await save.current(changes, more)) as { created?: string[] } | undefined
      const saved = { ...step, created: answer?.created ?? [] }
      setRefused(new Map())
      if (way === 'undo') undone.current.push(step)
      else done.current.push(saved)
      if (way === 'do') undone.current = []
      if (way === 'do' && count > 1) toast(t('grid.changed', { count }), { undo: () => void undo(saved) })
      if (way === 'undo') toast(t('grid.undone', { count }))
    } catch (error) {
      failed = error instanceof CellsRefused ? error.cells : [{ message: problem(error) }]
      const cells = failed.flatMap((one) => {
        if (!one.id) return []
        const of = changes.filter(
          (c) => c.id === one.id && (!one.column || c.column === one.column || c.column.startsWith(`${one.column}.`)),
        )
        return of.map((c) => [`${c.id}\t${c.column}`, one.message] as const)
      })
      setRefused(new Map(cells))
      // A step that could not be taken back can be tried again.
      if (way === 'undo') done.current.push(step)
      if (way === 'redo') undone.current.push(step)
      const reasons = [...new Set(failed.map((one) => one.message))].slice(0, 2)
      if (!told)
        toast(error instanceof CellsRefused ? t('grid.refused', { reasons: reasons.join(' ') }) : problem(error), { tone: 'amber' })
    }
    setPending((before) => new Map([...before].filter(([key]) => !keys.includes(key))))
    redraw((n) => n + 1)
    return failed
  }
  const change = (changes: Change[], told = false) => apply({ changes, added: [], created: [] }, 'do', told)
  /** The last step, or the one that a toast names; one that was already taken back is left alone. */
  const undo = async (step = done.current.at(-1)) => {
    const i = step ? done.current.lastIndexOf(step) : -1
    if (i >= 0) await apply(done.current.splice(i, 1)[0]!, 'undo')
  }
  const redo = async () => {
    const step = undone.current.pop()
    if (step) await apply(step, 'redo')
  }

  const begin = (initial?: string) => {
    const column = columns[at.column]
    if (!item || !column || !('row' in item) || !mayEdit(item.row, column)) return false
    const now = valueOf(item.id, item.row, column)
    if (column.kind === 'check') void change([{ id: item.id, column: column.key, before: now, after: !now }])
    // The input has to hold the focus before the key reaches it, or an input method's first syllable is lost.
    else flushSync(() => setEditing({ initial }))
    return true
  }
  /** `false` when the text doesn't fit the column; the editor then stays open. */
  const commit = (text: string, next: [number, number]): boolean => {
    const column = columns[at.column]
    if (!item || !column || !('row' in item)) return true
    const after = read(column, text)
    if (after === undefined) return false
    const before = valueOf(item.id, item.row, column) ?? null
    setEditing(null)
    if ((after ?? '') !== (before ?? '')) void change([{ id: item.id, column: column.key, before, after }])
    if (next[0] || next[1]) move(at.row + next[0], at.column + next[1])
    return true
  }

  const toggle = (id: string) =>
    setSelected((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])))
  const rows = items.filter((one) => 'row' in one)
  const selectAll = (on: boolean) => setSelected(new Set(on ? rows.map((one) => one.id) : []))
  const inBox = <T>(each: (id: string, row: Row, column: Column<Row>) => T): T[][] =>
    items
      .slice(box.top, box.bottom + 1)
      .flatMap((one) => ('row' in one ? [columns.slice(box.left, box.right + 1).map((column) => each(one.id, one.row, column))] : []))

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.target !== event.currentTarget || items.length === 0) return
    const key = event.key
    const command = event.ctrlKey || event.metaKey
    const arrow = (
      {
        ArrowUp: [-1, 0],
        ArrowDown: [1, 0],
        ArrowLeft: [0, -1],
        ArrowRight: [0, 1],
        PageUp: [-page(), 0],
        PageDown: [page(), 0],
      } as Record<string, [number, number]>
    )[key]
    let used = true
    if (arrow)
      move(
        at.row < 0 ? 0 : command && arrow[0] ? (arrow[0] < 0 ? 0 : items.length - 1) : at.row + arrow[0],
        at.column + arrow[1],
        event.shiftKey,
      )
    else if (key === 'Home' || key === 'End')
      move(command ? (key === 'Home' ? 0 : items.length - 1) : at.row, key === 'Home' ? 0 : columns.length - 1, event.shiftKey)
    else if (command && key.toLowerCase() === 'z') void (event.shiftKey ? redo() : undo())
    else if (command && key.toLowerCase() === 'y') void redo()
    else if (command && key.toLowerCase() === 'a') selectAll(true)
    else if (key === 'Escape' && (anchor || selected.size > 0)) {
      setAnchor(null)
      setSelected(new Set())
    } else if (!item) used = false
    else if ('group' in item) used = key === 'Enter' || key === ' ' ? (onToggle(item.group.label), true) : false
    else if (key === ' ') toggle(item.id)
    else if (key === 'F2') begin()
    else if (key === 'Enter') {
      if (!begin()) onOpen(item.row)
    } else if (key === 'Delete' || key === 'Backspace')
      void change(
        inBox((id, row, column): Change | null =>
          mayEdit(row, column) && (column.value(row) ?? '') !== ''
            ? { id, column: column.key, before: column.value(row), after: read(column, '') }
            : null,
        )
          .flat()
          .filter((one) => one !== null),
      )
    else if (!command && (key.length === 1 || key === 'Process')) used = begin(key.length === 1 ? key : '') && key.length === 1
    else used = false
    if (used) event.preventDefault()
  }

  const onClipboard = (event: ClipboardEvent) => {
    if (document.activeElement !== element.current || at.row < 0) return
    if (event.type === 'copy')
      event.clipboardData?.setData('text/plain', toTsv(inBox((id, row, column) => copied(column, valueOf(id, row, column)))))
    else if (onEdit) paste(parseTsv(event.clipboardData?.getData('text/plain') ?? ''))
    event.preventDefault()
  }
  function paste(block: string[][]) {
    // One copied cell fills the whole range, as in a spreadsheet.
    const filled = block.length === 1 && block[0]!.length === 1 ? inBox(() => block[0]![0]!) : block
    const corner = rows.findIndex((one) => one.id === items[box.top]?.id)
    if (corner < 0) return
    const pasted = { text: toTsv(filled), at: { row: corner, column: box.left } }
    const plan = planAt(pasted.text, pasted.at)
    if (plan.added.length > 0 || plan.bad.length > 0) onPaste(pasted)
    else void change(plan.changes, true).then((refused) => refused && onPaste({ ...pasted, refused }))
  }
  const planAt = (text: string, at: Pasted['at']) => planPaste(parseTsv(text), rows as { id: string; row: Row }[], columns, at)
  // On the document: without a text selection browsers send these events to the body, not to the focused grid.
  const clipboard = useRef(onClipboard)
  clipboard.current = onClipboard
  useEffect(() => {
    const listen = (event: ClipboardEvent) => clipboard.current(event)
    document.addEventListener('copy', listen)
    document.addEventListener('paste', listen)
    return () => {
      document.removeEventListener('copy', listen)
      document.removeEventListener('paste', listen)
    }
  }, [])

  return {
    cursor,
    at,
    box,
    ranged: anchor !== null,
    editing,
    selected,
    pending,
    refused,
    planAt,
    valueOf,
    mayEdit,
    move,
    begin,
    commit,
    apply,
    toggle,
    selectAll,
    onKeyDown,
    cancel: () => setEditing(null),
    clear: () => setSelected(new Set()),
    undo,
    redo,
    canUndo: done.current.length > 0,
    canRedo: undone.current.length > 0,
  }
}
export type Grid<Row> = ReturnType<typeof useGrid<Row>>
