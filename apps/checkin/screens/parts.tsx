import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { formatDate } from '../../../src/kernel/contract/dates.ts'
import { Icon } from '../icons.tsx'
import { now } from '../state/api.ts'
import { useLang, useSay } from '../state/lang.ts'
import { clock, get, today, useGate } from '../state/store.ts'

/** A sheet over the scanning screen that the phone's back gesture and Escape close. */
export function useClosing(close: () => void) {
  const last = useRef(close)
  last.current = close
  useEffect(() => {
    history.pushState({ sheet: true }, '')
    let popped = false
    const pop = () => {
      popped = true
      last.current()
    }
    const key = (e: KeyboardEvent) => e.key === 'Escape' && last.current()
    addEventListener('popstate', pop)
    addEventListener('keydown', key)
    return () => {
      removeEventListener('popstate', pop)
      removeEventListener('keydown', key)
      if (!popped) history.back()
    }
  }, [])
}

export const Round = ({ label, onClick, children, on }: { label: string; onClick: () => void; children: ReactNode; on?: boolean }) => (
  <button
    type="button"
    className="round"
    aria-label={label}
    title={label}
    onClick={onClick}
    {...(on === undefined ? {} : { 'aria-pressed': on })}
  >
    {children}
  </button>
)

/** Calm news about the line: what it means for the person at the desk, and since when. */
export function LineBadge({ onSignIn }: { onSignIn: () => void }) {
  const say = useSay()
  const { link, list, waiting, lastSync } = useGate()
  const time = list && lastSync ? clock(lastSync) : say('never')
  // Without a list nothing goes on as usual; the warning below says so.
  if (link === 'online' || (link === 'offline' && !list?.fullAt)) return null
  const text = {
    offline: ['offline', say('offlineDetail', { time, n: waiting })],
    expired: ['expired', say('expiredDetail', { n: waiting })],
    barred: ['barred', say('barredDetail', { n: waiting })],
  } as const
  const [title, detail] = text[link]
  const inner = (
    <>
      <Icon name={link === 'offline' ? 'off' : 'lock'} big />
      <span>
        <b>{say(title)}</b>
        {detail}
      </span>
    </>
  )
  return link === 'expired' ? (
    <button type="button" className="line" onClick={onSignIn}>
      {inner}
    </button>
  ) : (
    <p className="line" role="status">
      {inner}
    </p>
  )
}

/** What the desk must know before it goes on: no list to look in, or nowhere to keep what it does. */
export function Warnings() {
  const say = useSay()
  const { list, unsafe, link } = useGate()
  const { event, fullAt } = list!
  const day = today()
  const lang = useLang()
  return (
    <>
      {!fullAt && (
        <p className="line" role="status">
          <Icon name="list" big />
          <span>
            <b>{say(link === 'online' ? 'listComing' : 'listMissing')}</b>
            {say('listMissingDetail')}
          </span>
        </p>
      )}
      {unsafe && (
        <p className="line" role="alert">
          <Icon name="off" big />
          <span>
            <b>{say('unsafe')}</b>
            {say('unsafeDetail')}
          </span>
        </p>
      )}
      {day < event.startDate && (
        <p className="dayline">{say('notYet', { date: formatDate(event.startDate, lang), today: formatDate(day, lang) })}</p>
      )}
      {day > event.endDate && (
        <p className="dayline">{say('over', { date: formatDate(event.endDate, lang), today: formatDate(day, lang) })}</p>
      )}
    </>
  )
}

/** `16 分鐘前`. */
export function useAgo() {
  const say = useSay()
  return (at: string) => {
    const minutes = Math.max(0, Math.floor((now() - Date.parse(at)) / 60_000))
    return minutes < 1 ? say('agoNow') : minutes < 60 ? say('agoMinutes', { n: minutes }) : say('agoHours', { n: Math.floor(minutes / 60) })
  }
}
export const deskOr = (device: string) => device || get().device || '—'
