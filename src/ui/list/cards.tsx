import type { Virtualizer } from '@tanstack/react-virtual'
import type { ReactNode, RefObject } from 'react'
import { Icon } from '../icons.tsx'
import { Content } from './cells.tsx'
import type { Item } from './model.ts'
import type { Column } from './types.ts'

type Props<Row> = {
  columns: Column<Row>[]
  items: Item<Row>[]
  virtual: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
  onToggle: (label: string) => void
  onTap: (index: number, row: Row) => void
  more: ReactNode
}

/** The list on a phone: each row a card that opens at a tap. */
export function Cards<Row>({ columns, items, virtual, scroller, onToggle, onTap, more }: Props<Row>) {
  const part = (row: Row, where: Column<Row>['card'], className?: string) =>
    columns
      // A title may draw something else in place of an empty value, e.g. the name in the other language.
      .filter((column) => column.card === where && ((column.value(row) ?? '') !== '' || (where === 'title' && column.render)))
      .map((column) => (
        <span key={column.key} className={className}>
          <Content column={column} row={row} value={column.value(row)} />
        </span>
      ))
  return (
    <div className="cards" ref={scroller}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((line) => {
          const item = items[line.index]!
          return (
            <li key={line.key} data-index={line.index} ref={virtual.measureElement} style={{ transform: `translateY(${line.start}px)` }}>
              {'group' in item ? (
                <button type="button" className="cardgroup" aria-expanded={item.group.open} onClick={() => onToggle(item.group.label)}>
                  <Icon name={item.group.open ? 'down' : 'right'} small />
                  <b>{item.group.label}</b> <span className="mut">{item.group.rows.length}</span>
                </button>
              ) : (
                <button type="button" className="card" onClick={() => onTap(line.index, item.row)}>
                  <span className="row">
                    <b className="cut">{part(item.row, 'title')}</b>
                    <span className="sp" />
                    {part(item.row, 'state')}
                  </span>
                  <span className="sec md cut">{part(item.row, 'detail', 'bit')}</span>
                  <span className="row cardtags">{part(item.row, 'tag', 'tag')}</span>
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {more}
    </div>
  )
}
