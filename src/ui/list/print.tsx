import { Menu } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { createPortal, flushSync } from 'react-dom'
import { pick } from '../../kernel/contract/localized.ts'
import { useLang, useT } from '../../kernel/web/i18n.ts'
import { shellSource } from '../../kernel/web/module.tsx'
import { useEvent, useSession } from '../../kernel/web/session.tsx'
import { Button } from '../bits.tsx'
import { toast } from '../feedback.tsx'
import { date, rocDate, today } from '../format.ts'
import { useProblemText } from '../states.tsx'
import { Content } from './cells.tsx'
import type { Item } from './model.ts'
import type { Column, ListProps } from './types.ts'
import { EXPORT_ROWS, PRINT_ROWS, save, toCsv, toXlsx } from './whole.ts'

type Given<Row> = {
  list: ListProps<Row>
  /** The columns that are shown, in their order. */
  columns: Column<Row>[]
  /** All loaded rows as they stand: searched, sorted, grouped, every group open. */
  whole: () => Item<Row>[]
  total: number
  /** What the rows are narrowed by, in words. */
  narrowed: string
}
/**
 * Print and export of a list. Both first read the pages that are left, because the grid only draws what is in view; the
 * browser's own print command is taken over for the same reason.
 */
export function WholeList<Row>({ list, columns, whole, total, narrowed }: Given<Row>) {
  const t = useT('ui')
  const lang = useLang()
  const event = useEvent()
  const problem = useProblemText()
  const [sheet, setSheet] = useState<Item<Row>[] | null>(null)
  const [busy, setBusy] = useState(false)
  const zone = event?.zone ?? 'Asia/Taipei'
  const latest = useRef(whole)
  latest.current = whole
  const load = async (most: number) => {
    setBusy(true)
    try {
      await list.more?.all?.(most)
      // The rows come with the next drawing.
      await new Promise((resolve) => setTimeout(resolve, 60))
      return latest.current()
    } finally {
      setBusy(false)
    }
  }
  const print = () =>
    load(PRINT_ROWS).then(
      () => window.print(),
      (error) => toast(problem(error), { tone: 'amber' }),
    )
  const note = async (format: 'csv' | 'xlsx' | 'print', rows: number) =>
    shellSource('onExport')?.({
      list: list.id,
      title: list.title,
      format,
      rows,
      columns: columns.map((c) => c.key),
      eventId: event?.id ?? null,
    })
  const noted = useRef(note)
  noted.current = note
  const start = useRef(print)
  start.current = print
  useEffect(() => {
    const before = () => {
      flushSync(() => setSheet(latest.current()))
      noted.current('print', latest.current().filter((one) => 'row' in one).length).catch(() => {})
    }
    const after = () => setSheet(null)
    const key = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.shiftKey || e.altKey || e.key.toLowerCase() !== 'p') return
      e.preventDefault()
      void start.current()
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    document.addEventListener('keydown', key)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
      document.removeEventListener('keydown', key)
    }
  }, [])
  const download = async (kind: 'csv' | 'xlsx') => {
    try {
      const rows = (await load(EXPORT_ROWS)).flatMap((one) => ('row' in one ? [one.row] : [])).slice(0, EXPORT_ROWS)
      await note(kind, rows.length)
      const table = { columns, rows, zone }
      const name = `${event ? `${event.slug}-` : ''}${list.title}_${today(zone).replaceAll('-', '')}.${kind}`
      save(kind === 'csv' ? new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }) : await toXlsx(table, list.title), name)
      if (rows.length < total) toast(t('whole.cut', { shown: rows.length, total }), { tone: 'amber' })
    } catch (error) {
      toast(problem(error), { tone: 'amber' })
    }
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button look="quiet" icon="download" busy={busy}>
            {t('export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('whole.shown')}</Menu.Label>
          <Menu.Item onClick={() => void download('xlsx')}>{t('whole.xlsx')}</Menu.Item>
          <Menu.Item onClick={() => void download('csv')}>{t('whole.csv')}</Menu.Item>
          {list.exports && list.exports.length > 0 && <Menu.Label>{t('whole.files')}</Menu.Label>}
          {list.exports?.map((one) => (
            <Menu.Item key={one.href} component="a" href={one.href}>
              {one.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button look="quiet" icon="print" className="wideonly" busy={busy} onClick={() => void print()}>
        {t('print')}
      </Button>
      {sheet &&
        createPortal(
          <Sheet items={sheet} columns={columns} title={list.title} total={total} narrowed={narrowed} zone={zone} lang={lang} />,
          document.body,
        )}
    </>
  )
}

type SheetProps<Row> = {
  items: Item<Row>[]
  columns: Column<Row>[]
  title: string
  total: number
  narrowed: string
  zone: string
  lang: 'zh-TW' | 'en'
}
/** The list on paper: whose it is, what it shows, of which day, then every row; the head comes back on each page. */
function Sheet<Row>({ items, columns, title, total, narrowed, zone, lang }: SheetProps<Row>) {
  const t = useT('ui')
  const event = useEvent()
  const organisation = useSession().data?.organisation
  const day = today(zone)
  let rows = 0
  const shown = items.filter((one) => ('group' in one ? rows < PRINT_ROWS : ++rows <= PRINT_ROWS))
  rows = Math.min(rows, PRINT_ROWS)
  const figure = (column: Column<Row>) => (column.kind === 'number' || column.kind === 'money' ? 'n' : undefined)
  return (
    <article className="printsheet">
      <header>
        <p>{[organisation?.name, event && pick(event.name, lang)].filter(Boolean).join('　')}</p>
        <h1>{title}</h1>
        <p>
          {t('whole.asOf', { date: lang === 'en' ? date(day, lang) : rocDate(day) })}　{narrowed && `${narrowed}　`}
          {rows < total ? t('whole.cut', { shown: rows, total }) : t('grid.rows', { count: rows })}
        </p>
      </header>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={figure(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) =>
            'group' in one ? (
              <tr key={one.id}>
                <th colSpan={columns.length} scope="rowgroup">
                  {one.group.label}　{t('grid.rows', { count: one.group.rows.length })}
                </th>
              </tr>
            ) : (
              <tr key={one.id}>
                {columns.map((column) => (
                  <td key={column.key} className={figure(column)}>
                    <Content column={column} row={one.row} value={column.value(one.row)} />
                  </td>
                ))}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </article>
  )
}
