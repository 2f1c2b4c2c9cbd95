import { type KeyboardEvent, useMemo, useRef } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import type { GridSession, ProgrammeView } from '../contract/programme.ts'
import { isService } from '../contract/session.ts'
import { clashText } from './clash.ts'
import type { Names } from './data.ts'
import { type Block, layoutDay, neighbour, NOWHERE } from './layout.ts'

type Given = {
  day: string
  view: ProgrammeView
  names: Names
  scale: number
  selected: string | null
  onSelect: (id: string) => void
  onOpen: (s: GridSession) => void
  onMove: (s: GridSession) => void
}

/** Rooms side by side, time downwards; arrows walk from block to block, Enter opens, M asks where to move. */
export function Grid({ day, view, names, scale, selected, onSelect, onOpen, onMove }: Given) {
  const t = useT('programme')
  const { columns, blocks, bands, from, to } = useMemo(() => layoutDay(day, view.sessions, view.rooms, view.zone), [day, view])
  const box = useRef<HTMLDivElement>(null)
  const capacity = new Map(view.rooms.map((r) => [r.id, r.capacity]))
  const y = (minutes: number) => (minutes - from) * scale
  // Head and body are two grids: the same least width keeps their columns in line.
  const least = columns.length > 10 ? 140 : 150
  const frame = { gridTemplateColumns: `52px repeat(${columns.length}, minmax(0, 1fr))`, minWidth: 52 + columns.length * least }
  const hours = Array.from({ length: (to - from) / 60 + 1 }, (_, i) => from + i * 60)
  const focusable = blocks.some((b) => b.session.id === selected) ? selected : blocks[0]?.session.id
  const onKey = (b: Block) => (e: KeyboardEvent) => {
    if (e.key === 'Enter') {
      e.preventDefault()
      onOpen(b.session)
    } else if (e.key.toLowerCase() === 'm' && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault()
      onMove(b.session)
    } else if (e.key.startsWith('Arrow')) {
      const next = neighbour(blocks, b, e.key)
      e.preventDefault()
      if (!next) return
      onSelect(next.session.id)
      const el = box.current?.querySelector<HTMLElement>(`[data-id="${next.session.id}"]`)
      el?.focus({ preventScroll: true })
      el?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
  }
  if (!blocks.length && !bands.length)
    return (
      <p className="mut" style={{ padding: '24px' }}>
        {t('grid.nothing')}
      </p>
    )
  return (
    // oxlint-disable-next-line no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className="ttwrap" ref={box} tabIndex={0} role="region" aria-label={t('grid.label', { day })}>
      <div className="tth" style={frame} aria-hidden="true">
        <div />
        {columns.map((id) => (
          <div key={id} title={id === NOWHERE ? t('grid.nowhere') : names.rooms.get(id)}>
            <b>{id === NOWHERE ? t('grid.nowhere') : names.rooms.get(id)}</b>
            {capacity.get(id) ? <span>{t('grid.seats', { count: capacity.get(id) })}</span> : null}
          </div>
        ))}
      </div>
      <div className="tt" style={{ ...frame, height: y(to) + 8, '--hour': `${60 * scale}px` } as object}>
        <div className="hours" aria-hidden="true">
          {hours.map((h) => (
            <span key={h} style={{ top: y(h) }}>{`${String(Math.floor(h / 60) % 24).padStart(2, '0')}:00`}</span>
          ))}
        </div>
        {columns.map((id, column) => (
          <div className="co" key={id} role="group" aria-label={id === NOWHERE ? t('grid.nowhere') : names.rooms.get(id)}>
            {blocks
              .filter((b) => b.column === column)
              .map((b) => {
                const s = b.session
                const height = (b.to - b.from) * scale - 2
                const clash = names.clashing.get(s.id)
                return (
                  <button
                    type="button"
                    key={s.id}
                    data-id={s.id}
                    tabIndex={s.id === focusable ? 0 : -1}
                    className={[
                      'ss',
                      clash && 'clash',
                      s.id === selected && 'sel',
                      s.state,
                      isService(s) && 'service',
                      height < 24 && 'thin',
                    ]
                      .filter(Boolean)
                      .join(' ')}
                    style={
                      {
                        '--c': names.colour(s),
                        '--lines': Math.max(1, Math.floor((height - 6 - (height > 46 ? 17 : 0)) / 18)),
                        top: y(b.from),
                        height,
                        left: `calc(${(100 * b.lane) / b.lanes}% + 3px)`,
                        width: `calc(${100 / b.lanes}% - 7px)`,
                      } as object
                    }
                    onClick={() => onSelect(s.id)}
                    onDoubleClick={() => onOpen(s)}
                    onKeyDown={onKey(b)}
                    aria-label={[names.span(s), names.title(s), names.people(s), clash ? t('clash.here') : ''].filter(Boolean).join('，')}
                  >
                    <b>
                      {s.code ? `${s.code}　` : ''}
                      {names.title(s)}
                    </b>
                    {height > 46 && <span>{names.people(s)}</span>}
                    {clash && height > 62 && <span className="why">{clashText(t, clash[0]!, s, names)}</span>}
                  </button>
                )
              })}
          </div>
        ))}
        {bands.map(({ session: s, from: a, to: b }) => (
          <button
            type="button"
            key={s.id}
            className={s.id === selected ? 'ttband sel' : 'ttband'}
            style={{ top: y(a), height: (b - a) * scale - 1 }}
            onClick={() => onSelect(s.id)}
          >
            <span>
              <i>{names.span(s)}</i>
              {names.title(s)}
            </span>
          </button>
        ))}
      </div>
    </div>
  )
}
