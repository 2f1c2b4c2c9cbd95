import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import type { Guest } from '../../../src/modules/checkin/contract/checkin.ts'
import { findGuests, highlight, tidy } from '../../../src/modules/checkin/contract/gate.ts'
import { Icon } from '../icons.tsx'
import { checkInGuest, scanText } from '../state/acts.ts'
import { useLang, useSay } from '../state/lang.ts'
import { clock, roster, searchIndex, today, useGate } from '../state/store.ts'
import { Round, useClosing } from './parts.tsx'

const SHOWN = 40
const Marked = ({ text, q }: { text: string; q: string }) => (
  <>{highlight(text, q).map(([piece, hit], i) => (hit ? <mark key={i}>{piece}</mark> : piece))}</>
)

function Row({ guest, q, day }: { guest: Guest; q: string; day: string }) {
  const say = useSay()
  const lang = useLang()
  const seen = guest.seen[day]
  const state = guest.status === 'cancelled' ? say('stateCancelled') : guest.attendance === 'online' ? say('stateOnline') : null
  return (
    <li>
      <button type="button" onClick={() => void checkInGuest(guest.id)}>
        <span className="t">
          <b>
            <Marked text={guest.name} q={q} />
            {guest.nameEn && guest.nameEn !== guest.name && (
              <i lang="en">
                <Marked text={guest.nameEn} q={q} />
              </i>
            )}
          </b>
          <small>
            <Marked text={[guest.organisation, guest.title].filter(Boolean).join('・')} q={q} />
          </small>
          <small>
            {pick(guest.ticket, lang)}・{guest.code}
            {guest.phoneEnd && `・…${guest.phoneEnd}`}
          </small>
        </span>
        {state ? (
          <em className="off">{state}</em>
        ) : seen ? (
          <em className="came">
            <Icon name="check" />
            {say('came', { time: clock(seen.at) })}
          </em>
        ) : (
          <em className="go">{say('checkIn')}</em>
        )}
      </button>
    </li>
  )
}

/** Looks in the device's own list: no network needed. */
export function Find({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const { turn } = useGate()
  const [q, setQ] = useState('')
  const late = useDeferredValue(q)
  const field = useRef<HTMLInputElement>(null)
  useClosing(onClose)
  // `turn` tells that the list changed underneath.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the index lives outside React
  const hits = useMemo(() => findGuests(searchIndex(), late), [late, turn])
  const day = today()
  return (
    <main className="find">
      <header className="gate">
        <div>
          <h1>{say('find')}</h1>
          <p>{say('findLead')}</p>
        </div>
        <Round label={say('close')} onClick={onClose}>
          <Icon name="close" />
        </Round>
      </header>
      <form
        role="search"
        onSubmit={(e) => {
          e.preventDefault()
          // A hardware scanner may fire while this field has the keyboard.
          if (tidy(q).startsWith('BTH1.')) void scanText(q, 'scanner').then(() => setQ(''))
          else if (hits.length === 1 && !hits[0]!.seen[day]) void checkInGuest(hits[0]!.id)
        }}
      >
        <Icon name="search" />
        <input
          ref={field}
          autoFocus
          value={q}
          onChange={(e) => setQ(e.target.value)}
          aria-label={say('findLead')}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
        />
        {q && (
          <button
            type="button"
            className="x"
            aria-label={say('clear')}
            onClick={() => {
              setQ('')
              field.current?.focus()
            }}
          >
            <Icon name="close" />
          </button>
        )}
      </form>
      <p className="n" role="status">
        {!late.trim()
          ? say('findStart', { n: roster.guests.size })
          : hits.length === 0
            ? say('foundNone')
            : hits.length > SHOWN
              ? say('foundMore', { n: hits.length, m: SHOWN })
              : say('found', { n: hits.length })}
      </p>
      <ul className="results">
        {hits.slice(0, SHOWN).map((g) => (
          <Row key={g.id} guest={g} q={late} day={day} />
        ))}
      </ul>
    </main>
  )
}
