import { useMemo, useRef, useState } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Chip, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Heading } from '../../../ui/heading.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import type { GridSession, ProgrammeView } from '../contract/programme.ts'
import { type Names, useNarrow, useProgramme } from './data.ts'
import { ExportMenu } from './export-menu.tsx'
import { Grid } from './grid.tsx'
import { Panel } from './panel.tsx'
import { MoveForm, SessionForm } from './session-form.tsx'
import './grid.css'

/** Pixels a minute. */
const zooms = [0.8, 1.4, 2.2, 3.4]

export default function Programme() {
  const { event, of, names } = useProgramme()
  return (
    <Loaded of={of}>
      {(view) =>
        view.sessions.length ? (
          <Timetable view={view} names={names!} eventId={event.id} />
        ) : (
          <Empty view={view} names={names!} eventId={event.id} />
        )
      }
    </Loaded>
  )
}

type Given = { view: ProgrammeView; names: Names; eventId: string }

function Empty({ view, names, eventId }: Given) {
  const t = useT('programme')
  const can = useCan()('programme.edit')
  const [adding, setAdding] = useState(false)
  return (
    <>
      <EmptyState
        icon="calendar"
        title={t('empty.title')}
        example={
          <div className="ttleg">
            <span style={{ '--c': '#43608f' } as object}>
              <i />
              {t('empty.example')}
            </span>
          </div>
        }
        action={
          can && (
            <>
              <LinkButton look="primary" large icon="upload" to="~/programme/import">
                {t('import.open')}
              </LinkButton>
              <Button large icon="plus" onClick={() => setAdding(true)}>
                {t('form.add')}
              </Button>
            </>
          )
        }
      >
        {t('empty.body')}
      </EmptyState>
      {adding && <SessionForm open onClose={() => setAdding(false)} view={view} names={names} eventId={eventId} />}
    </>
  )
}

function Timetable({ view, names, eventId }: Given) {
  const t = useT('programme')
  const f = useFormat(view.zone)
  const go = useGo()
  const can = useCan()('programme.edit')
  const narrow = useNarrow()
  const busy = useMemo(() => new Set(view.sessions.map((s) => names.day(s))), [view, names])
  const [day, setDay] = useUrlState('day', view.days.find((d) => busy.has(d)) ?? view.days[0] ?? '')
  const [selected, setSelected] = useState<string | null>(null)
  // Half-hour talks side by side need more room than a day of long ones.
  const [zoom, setZoom] = useState(() => (view.sessions.filter((s) => s.durationMin <= 25).length > view.sessions.length / 3 ? 2 : 1))
  const [moving, setMoving] = useState<GridSession | null>(null)
  const [adding, setAdding] = useState(false)
  const clashList = useRef(0)
  const session = selected ? names.byId.get(selected) : undefined
  const waiting = view.sessions.filter((s) => !s.startAt && s.state !== 'cancelled')
  const nextClash = () => {
    const c = view.clashes[clashList.current++ % view.clashes.length]
    const s = c && names.byId.get(c.b)
    if (!s) return
    setDay(names.day(s))
    setSelected(s.id)
  }
  const move = (s: GridSession) => can && setMoving(s)
  return (
    <>
      <header className="row wrap tthead">
        <Heading>{t('menu.grid')}</Heading>
        <span className="row wrap" style={{ gap: 4 }}>
          {view.days.map((d) => (
            <Chip key={d} on={d === day} onClick={() => setDay(d)}>
              {f.date(d, { short: true })}
            </Chip>
          ))}
        </span>
        {view.clashes.length > 0 && (
          <Button look="quiet" onClick={nextClash}>
            <StatusTag tone="amber" icon="warn">
              {t('clash.count', { count: view.clashes.length })}
            </StatusTag>
          </Button>
        )}
        <span className="sp" />
        <ExportMenu eventId={eventId} />
        {can && (
          <LinkButton icon="upload" to="~/programme/import">
            {t('import.open')}
          </LinkButton>
        )}
        {can && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {t('form.add')}
          </Button>
        )}
      </header>
      <div className="row tttools">
        <div className="ttleg">
          {names.sorts.slice(0, 12).map((k) => (
            <span key={k.id} style={{ '--c': names.trackColour(k.id) } as object}>
              <i />
              {k.name}
            </span>
          ))}
          {names.sorts.length > 12 && <span>{t('legend.more', { count: names.sorts.length - 12 })}</span>}
        </div>
        {!narrow && (
          <span className="row" style={{ gap: 2 }}>
            <Button look="quiet" icon="minus" aria-label={t('zoom.out')} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
            <Button
              look="quiet"
              icon="plus"
              aria-label={t('zoom.in')}
              disabled={zoom === zooms.length - 1}
              onClick={() => setZoom(zoom + 1)}
            />
          </span>
        )}
      </div>
      <div className={session && !narrow ? 'ttmain open' : 'ttmain'}>
        <div style={{ minWidth: 0 }}>
          {narrow ? (
            <DayList day={day} view={view} names={names} onOpen={(s) => go(`~/sessions/${s.id}`)} />
          ) : (
            <Grid
              day={day}
              view={view}
              names={names}
              scale={zooms[zoom]!}
              selected={selected}
              onSelect={setSelected}
              onOpen={(s) => go(`~/sessions/${s.id}`)}
              onMove={move}
            />
          )}
          {waiting.length > 0 && (
            <Tray sessions={waiting} names={names} can={can} onPick={(s) => (can ? setMoving(s) : go(`~/sessions/${s.id}`))} />
          )}
        </div>
        {session && !narrow && (
          <Panel session={session} names={names} can={can} onClose={() => setSelected(null)} onMove={() => move(session)} />
        )}
      </div>
      {moving && <MoveForm key={moving.id} session={moving} onClose={() => setMoving(null)} view={view} names={names} eventId={eventId} />}
      {adding && <SessionForm open onClose={() => setAdding(false)} view={view} names={names} eventId={eventId} />}
    </>
  )
}

function Tray({ sessions, names, can, onPick }: { sessions: GridSession[]; names: Names; can: boolean; onPick: (s: GridSession) => void }) {
  const t = useT('programme')
  return (
    <section className="tttray" aria-label={t('tray.title')}>
      <div className="row md">
        <b>{t('tray.title')}</b>
        <span className="mut">{t('tray.count', { count: sessions.length })}</span>
        <span className="sp" />
        {can && <span className="sm mut">{t('tray.help')}</span>}
      </div>
      <ul>
        {sessions.map((s) => (
          <li key={s.id}>
            <button type="button" className="ttcard" style={{ '--c': names.colour(s) } as object} onClick={() => onPick(s)}>
              <b>{names.title(s)}</b>
              {[t('minutes', { count: s.durationMin }), names.people(s)].filter(Boolean).join('　')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The day on a phone: by start time. */
function DayList({ day, view, names, onOpen }: { day: string; view: ProgrammeView; names: Names; onOpen: (s: GridSession) => void }) {
  const t = useT('programme')
  const groups = [
    ...Map.groupBy(
      view.sessions.filter((s) => names.day(s) === day),
      (s) => names.clock(s.startAt),
    ),
  ]
  if (!groups.length)
    return (
      <p className="mut" style={{ padding: '24px 16px' }}>
        {t('grid.nothing')}
      </p>
    )
  return (
    <ol className="ttlist">
      {groups.map(([at, list]) => (
        <li key={at}>
          <h2>{at}</h2>
          <ul style={{ listStyle: 'none', padding: 0 }}>
            {list.map((s) => (
              <li key={s.id}>
                <button type="button" className="ttcard" style={{ '--c': names.colour(s) } as object} onClick={() => onOpen(s)}>
                  <b>{names.title(s)}</b>
                  {[names.span(s), names.roomsOf(s)].filter(Boolean).join('　')}
                  {s.speakers.length > 0 && <span style={{ display: 'block' }}>{names.people(s)}</span>}
                  {names.clashing.has(s.id) && <StatusTag tone="amber">{t('clash.here')}</StatusTag>}
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}
