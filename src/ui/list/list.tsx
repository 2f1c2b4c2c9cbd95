import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useId, useMemo, useRef, useState } from 'react'
import { useT } from '../../kernel/web/i18n.ts'
import { Button, Chip } from '../bits.tsx'
import { Heading } from '../heading.tsx'
import { EmptyState, ErrorState, Skeleton } from '../states.tsx'
import { BulkBar, Panel } from './beside.tsx'
import { Cards } from './cards.tsx'
import { Line } from './cells.tsx'
import { useGrid } from './grid.ts'
import type { Pasted } from './grid.ts'
import { arrange, shown as shownValue } from './model.ts'
import { PasteModal } from './paste.tsx'
import { WholeList } from './print.tsx'
import { ColumnPicker, GroupMenu, HeadCell, SearchField } from './tools.tsx'
import type { ListProps, Query, View } from './types.ts'

export type { Change, Column, ListProps, Option, Query, Value, View } from './types.ts'

/** A list as a grid on a wide screen and as cards on a phone; see docs/guides/screens.md. */
export function ListScreen<Row>(props: ListProps<Row>) {
  const { columns, rows, filters, bulk, primary, drawer, onEdit, mayAdd, more } = props
  const t = useT('ui')
  const gridId = useId()
  const rowId = props.rowId ?? ((row: Row) => (row as { id: string }).id)
  const phone = useMediaQuery('(max-width: 719px)', undefined, { getInitialValueInEffect: false }) ?? false

  const [ownView, setOwnView] = useLocalStorage<View>({ key: `bantoh.view.${props.id}`, defaultValue: {}, getInitialValueInEffect: false })
  const view = props.view ?? ownView
  const onView = props.onView ?? setOwnView
  const [ownQuery, setOwnQuery] = useState<Query>({})
  const query = props.onQuery ? (props.query ?? {}) : ownQuery
  const onQuery = props.onQuery ?? setOwnQuery

  const known = view.columns?.filter((key) => columns.some((column) => column.key === key))
  const shown = known?.length ? known : columns.filter((column) => !column.hidden).map((column) => column.key)
  const visible = shown.map((key) => columns.find((column) => column.key === key)!)
  const closed = view.collapsed
  const local = props.onQuery ? {} : ownQuery
  const arrangement = { columns, rowId, q: local.q, sort: local.sort, groupBy: view.groupBy, none: t('grid.none') }
  const items = useMemo(
    () => arrange(rows ?? [], { ...arrangement, closed: new Set(closed) }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is in the arrangement, without the getter that is made anew each time
    [rows, columns, local.q, local.sort, view.groupBy, closed, t],
  )
  const onToggle = (label: string) => {
    const key = label === t('grid.none') ? '' : label
    onView({ ...view, collapsed: closed?.includes(key) ? closed.filter((one) => one !== key) : [...(closed ?? []), key] })
  }

  const scroller = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState(false)
  const [paste, setPaste] = useState<Pasted | 'ask' | null>(null)
  const onOpen = props.onOpen ?? (() => setOpened(true))
  const grid = useGrid({
    items,
    columns: visible,
    onEdit,
    onOpen,
    onToggle,
    onPaste: setPaste,
    element: scroller,
    reveal: (index) => virtual.scrollToIndex(index),
    page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / 32) - 2),
  })
  const touch = useMediaQuery('(pointer: coarse)') ?? false
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => (phone ? 84 : 'group' in items[i]! ? 36 : touch ? 40 : 32),
    getItemKey: (i) => items[i]!.id,
    overscan: 12,
    scrollPaddingStart: phone ? 0 : 32,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(grid.at.row >= 0 ? [grid.at.row] : [])])].sort((a, b) => a - b),
  })
  const current = items[grid.at.row]
  const panel = drawer && opened && current && 'row' in current ? drawer(current.row) : null
  const selectable = Boolean(bulk?.length)
  const first = selectable ? 1 : 0
  const width = visible.reduce((sum, column) => sum + (column.width ?? 120), selectable ? 46 : 16)
  const template = [
    selectable ? '46px' : '16px',
    ...visible.map((column) => (column.width ? `${column.width}px` : 'minmax(120px, 1fr)')),
  ].join(' ')
  const loaded = items.reduce((n, item) => ('group' in item ? n + (item.group.open ? 0 : item.group.rows.length) : n + 1), 0)
  const total = props.total ?? loaded
  const nameOf = (id: string) => {
    const found = items.find((one) => one.id === id)
    const named = columns.find((column) => column.card === 'title') ?? columns[0]!
    return found && 'row' in found ? shownValue(named, named.value(found.row)) : ''
  }

  const state =
    props.error && !rows ? (
      <ErrorState error={props.error} onRetry={props.onRetry} />
    ) : !rows ? (
      <Skeleton lines={14} page={false} />
    ) : items.length > 0 ? null : query.q || (props.filter && props.filter !== filters?.[0]?.key) ? (
      <EmptyState
        icon="search"
        title={t('grid.noMatch')}
        action={
          <Button
            onClick={() => {
              onQuery({ ...query, q: undefined })
              props.onFilter?.(filters?.[0]?.key ?? '')
            }}
          >
            {t('grid.clearFilters')}
          </Button>
        }
      >
        {t('grid.noMatchHelp')}
      </EmptyState>
    ) : (
      (props.empty ?? <EmptyState title={t('grid.empty')} />)
    )

  // Nothing to search, narrow or hand out yet: the empty state has the page to itself.
  const bare =
    rows?.length === 0 && !query.q && (filters ?? []).every((one) => !one.count) && (!props.filter || props.filter === filters?.[0]?.key)
  const lines = virtual.getVirtualItems()
  const moreButton = more?.has && (
    <Button busy={more.loading} onClick={more.load}>
      {t('grid.more', { loaded: rows?.length ?? 0, total })}
    </Button>
  )

  return (
    <section className="list" aria-label={props.title}>
      <header className="head row wrap">
        <Heading>{props.title}</Heading>
        <span className="mut">{rows ? (props.count ?? t('grid.rows', { count: total })) : ''}</span>
        <span className="sp" />
        {props.actions}
        {rows && !bare && (
          <WholeList
            list={props}
            columns={visible}
            total={total}
            whole={() => arrange(rows, { ...arrangement, closed: undefined })}
            narrowed={[props.filter === filters?.[0]?.key ? '' : filters?.find((one) => one.key === props.filter)?.label, query.q]
              .filter(Boolean)
              .join('　')}
          />
        )}
        {mayAdd && onEdit && (
          <Button className="wideonly" onClick={() => setPaste('ask')}>
            {t('paste.button')}
          </Button>
        )}
        {primary && (
          <span className="thumb">
            <Button look="primary" icon={primary.icon ?? 'plus'} onClick={primary.onClick}>
              {primary.label}
            </Button>
          </span>
        )}
      </header>
      <div className="tools">
        {filters && !bare && (
          <div className="chips" role="group" aria-label={t('grid.filters')}>
            {filters.map((one) => (
              <Chip
                key={one.key}
                on={one.key === (props.filter ?? filters[0]?.key)}
                count={one.count}
                onClick={() => props.onFilter?.(one.key)}
              >
                {one.label}
              </Chip>
            ))}
          </div>
        )}
        {props.tools}
        <span className="sp" />
        {(grid.canUndo || grid.canRedo) && (
          <Button look="quiet" icon="undo" aria-label={t('undo')} disabled={!grid.canUndo} onClick={() => void grid.undo()} />
        )}
        {(grid.canUndo || grid.canRedo) && (
          <Button look="quiet" icon="redo" aria-label={t('redo')} disabled={!grid.canRedo} onClick={() => void grid.redo()} />
        )}
        {!bare && (
          <>
            <SearchField
              value={query.q ?? ''}
              onChange={(q) => onQuery({ ...query, q: q || undefined })}
              hint={props.searchHint ?? t('grid.search')}
            />
            <GroupMenu columns={columns} view={view} onView={onView} />
            <ColumnPicker columns={columns} shown={shown} view={view} onView={onView} />
          </>
        )}
      </div>
      <div className={panel ? 'split open' : 'split'}>
        <div className="gridbox">
          {state ? (
            <div className="gridstate">{state}</div>
          ) : phone ? (
            <Cards
              columns={columns}
              items={items}
              virtual={virtual}
              scroller={scroller}
              onToggle={onToggle}
              more={moreButton}
              onTap={(index, row) => {
                grid.move(index, 0)
                onOpen(row)
              }}
            />
          ) : (
            <div
              role="grid"
              tabIndex={0}
              ref={scroller}
              className="grid"
              aria-label={props.title}
              aria-rowcount={items.length + 1}
              aria-colcount={visible.length + first}
              aria-multiselectable={selectable || undefined}
              aria-activedescendant={current ? `${gridId}-${grid.at.row}-${'group' in current ? 0 : grid.at.column}` : undefined}
              onKeyDown={grid.onKeyDown}
              onFocus={(event) => event.target === event.currentTarget && grid.at.row < 0 && grid.move(0, 0)}
              style={{ '--cols': template } as object}
            >
              <div role="rowgroup" className="ghead" style={{ minWidth: width }}>
                <div role="row" aria-rowindex={1}>
                  {selectable ? (
                    <div role="columnheader" aria-colindex={1} className="pick">
                      <input
                        type="checkbox"
                        aria-label={t('grid.pickAll')}
                        checked={grid.selected.size > 0 && grid.selected.size >= loaded}
                        ref={(box) => {
                          if (box) box.indeterminate = grid.selected.size > 0 && grid.selected.size < loaded
                        }}
                        onChange={(event) => grid.selectAll(event.target.checked)}
                      />
                    </div>
                  ) : (
                    <span role="presentation" />
                  )}
                  {visible.map((column, i) => (
                    <HeadCell
                      key={column.key}
                      column={column}
                      columns={columns}
                      shown={shown}
                      view={view}
                      onView={onView}
                      sort={query.sort}
                      onSort={(sort) => onQuery({ ...query, sort })}
                      index={i + 1 + first}
                    />
                  ))}
                </div>
              </div>
              <div role="rowgroup" className="gbody" style={{ height: virtual.getTotalSize(), minWidth: width }}>
                {lines.map((line) => {
                  const item = items[line.index]!
                  return (
                    <div
                      role="row"
                      key={line.key}
                      aria-rowindex={line.index + 2}
                      aria-selected={grid.selected.has(item.id)}
                      className={`grow${grid.selected.has(item.id) ? ' sel' : ''}${grid.at.row === line.index ? ' cur' : ''}${'group' in item ? ' isgrp' : ''}`}
                      style={{ height: line.size, transform: `translateY(${line.start}px)` }}
                      onClick={() => drawer && setOpened(true)}
                    >
                      {!selectable && 'row' in item && <span role="presentation" />}
                      <Line
                        item={item}
                        index={line.index}
                        gridId={gridId}
                        columns={visible}
                        grid={grid}
                        selectable={selectable}
                        first={first}
                        onOpen={onOpen}
                        onToggle={onToggle}
                      />
                    </div>
                  )
                })}
              </div>
              {moreButton && (
                <div role="row" className="gmore">
                  <div role="gridcell">{moreButton}</div>
                </div>
              )}
            </div>
          )}
          {props.foot && !state && (
            <div className="foot">
              {props.foot[0]}
              <span className="sp" />
              {props.foot[1]}
            </div>
          )}
          {bulk && <BulkBar grid={grid} bulk={bulk} />}
        </div>
        {panel && <Panel {...panel} onMove={(by) => grid.move(grid.at.row + by, grid.at.column)} onClose={() => setOpened(false)} />}
      </div>
      {paste && (
        <PasteModal
          pasted={paste}
          columns={visible}
          mayAdd={Boolean(mayAdd)}
          planAt={grid.planAt}
          nameOf={nameOf}
          onClose={() => setPaste(null)}
          onApply={(plan) => grid.apply({ changes: plan.changes, added: plan.added, created: [] }, 'do', true)}
        />
      )}
    </section>
  )
}
