import { Checkbox, Menu, Popover } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useT } from '../../kernel/web/i18n.ts'
import { Button } from '../bits.tsx'
import { Icon } from '../icons.tsx'
import type { Column, View } from './types.ts'

/** A search field that tells its text after a short rest. */
export function SearchField({ value, onChange, hint }: { value: string; onChange: (q: string) => void; hint: string }) {
  const t = useT('ui')
  const [text, setText] = useState(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => latest.current(text), 250)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <label className="search">
      <Icon name="search" small />
      <input
        type="search"
        value={text}
        placeholder={hint}
        aria-label={hint}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
      {text && (
        <button type="button" aria-label={t('clear')} onClick={() => setText('')}>
          <Icon name="x" small />
        </button>
      )}
    </label>
  )
}

type Arranged<Row> = { columns: Column<Row>[]; shown: string[]; view: View; onView: (view: View) => void }
/** Which columns show, and in which order. */
export function ColumnPicker<Row>({ columns, shown, view, onView }: Arranged<Row>) {
  const t = useT('ui')
  const order = [...shown, ...columns.map((column) => column.key).filter((key) => !shown.includes(key))]
  const swap = (i: number, by: number) => {
    const next = [...shown]
    ;[next[i], next[i + by]] = [next[i + by]!, next[i]!]
    onView({ ...view, columns: next })
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button look="quiet" icon="columns" className="wideonly">
          {t('grid.columns', { shown: shown.length, all: columns.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="colpick">
        {order.map((key, i) => {
          const column = columns.find((one) => one.key === key)!
          const on = shown.includes(key)
          return (
            <div className="row" key={key}>
              <Checkbox
                label={column.label}
                checked={on}
                disabled={on && shown.length === 1}
                onChange={() => onView({ ...view, columns: on ? shown.filter((one) => one !== key) : [...shown, key] })}
              />
              <span className="sp" />
              {on && (
                <Button
                  look="quiet"
                  icon="asc"
                  aria-label={t('grid.up', { column: column.label })}
                  disabled={i === 0}
                  onClick={() => swap(i, -1)}
                />
              )}
              {on && (
                <Button
                  look="quiet"
                  icon="desc"
                  aria-label={t('grid.down', { column: column.label })}
                  disabled={i === shown.length - 1}
                  onClick={() => swap(i, 1)}
                />
              )}
            </div>
          )
        })}
        <Button look="quiet" icon="undo" onClick={() => onView({ ...view, columns: undefined })}>
          {t('grid.resetColumns')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

export function GroupMenu<Row>({ columns, view, onView }: Omit<Arranged<Row>, 'shown'>) {
  const t = useT('ui')
  const able = columns.filter((column) => column.groupable)
  if (able.length === 0) return null
  const on = able.find((column) => column.key === view.groupBy)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button look="quiet" icon="group">
          {on ? t('grid.groupedBy', { column: on.label }) : t('grid.group')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {able.map((column) => (
          <Menu.Item
            key={column.key}
            rightSection={column === on ? <Icon name="check" /> : undefined}
            onClick={() => onView({ ...view, groupBy: column.key, collapsed: [] })}
          >
            {column.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onView({ ...view, groupBy: null })}>{t('grid.noGroup')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

type HeadProps<Row> = Arranged<Row> & { column: Column<Row>; sort?: string; onSort: (sort?: string) => void; index: number }
/** A column's head; its menu sorts, groups and hides. */
export function HeadCell<Row>({ column, shown, view, onView, sort, onSort, index }: HeadProps<Row>) {
  const t = useT('ui')
  const way = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
  const sortable = column.sortable !== false
  return (
    <div
      role="columnheader"
      aria-colindex={index}
      aria-sort={way ?? (sortable ? 'none' : undefined)}
      className={column.kind === 'number' || column.kind === 'money' ? 'n' : ''}
    >
      <Menu position="bottom-start" width={188}>
        <Menu.Target>
          <button type="button">
            {column.label}
            {way && <Icon name={way === 'ascending' ? 'asc' : 'desc'} small />}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {sortable && (
            <Menu.Item leftSection={<Icon name="asc" />} onClick={() => onSort(column.key)}>
              {t('grid.asc')}
            </Menu.Item>
          )}
          {sortable && (
            <Menu.Item leftSection={<Icon name="desc" />} onClick={() => onSort(`-${column.key}`)}>
              {t('grid.desc')}
            </Menu.Item>
          )}
          {way && (
            <Menu.Item leftSection={<Icon name="x" />} onClick={() => onSort(undefined)}>
              {t('grid.unsort')}
            </Menu.Item>
          )}
          {column.groupable && (
            <Menu.Item leftSection={<Icon name="group" />} onClick={() => onView({ ...view, groupBy: column.key, collapsed: [] })}>
              {t('grid.groupBy', { column: column.label })}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="hide" />}
            disabled={shown.length === 1}
            onClick={() => onView({ ...view, columns: shown.filter((key) => key !== column.key) })}
          >
            {t('grid.hide')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
