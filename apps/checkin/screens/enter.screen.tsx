import { useEffect, useState } from 'react'
import { formatDate, formatDateRange } from '../../../src/kernel/contract/dates.ts'
import { pick } from '../../../src/kernel/contract/localized.ts'
import type { DeskEvent } from '../../../src/modules/checkin/contract/checkin.ts'
import { Icon, Seal } from '../icons.tsx'
import { chooseEvent, nameDevice, signIn } from '../state/acts.ts'
import { readEvents } from '../state/api.ts'
import { setLang, useLang, useSay } from '../state/lang.ts'
import { set, today, useGate } from '../state/store.ts'
import { useClosing } from './parts.tsx'

function Frame({ title, lead, children }: { title: string; lead?: string; children: React.ReactNode }) {
  const say = useSay()
  const lang = useLang()
  return (
    <main className="enter">
      <header>
        <Seal />
        <b>{say('app')}</b>
        <button type="button" className="quiet to" onClick={() => setLang(lang === 'en' ? 'zh-TW' : 'en')}>
          {say('language')}
        </button>
      </header>
      <h1>{title}</h1>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </main>
  )
}

export function SignIn({ onDone }: { onDone?: () => void }) {
  const say = useSay()
  const { waiting } = useGate()
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  return (
    <Frame title={say('signIn')} lead={say('signInLead')}>
      {waiting > 0 && <p className="note">{say('kept', { n: waiting })}</p>}
      <form
        onSubmit={async (e) => {
          e.preventDefault()
          const form = new FormData(e.currentTarget)
          setBusy(true)
          const said = await signIn(String(form.get('email')), String(form.get('password')))
          setBusy(false)
          setWrong(said)
          if (!said) onDone?.()
        }}
      >
        <label>
          {say('email')}
          <input name="email" type="email" autoComplete="username" inputMode="email" required />
        </label>
        <label>
          {say('password')}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p className="wrong" role="alert">
          {wrong}
        </p>
        <button type="submit" className="btn seal-btn" disabled={busy}>
          {say('signIn')}
        </button>
        {onDone && (
          <button type="button" className="quiet" onClick={onDone}>
            {say('back')}
          </button>
        )}
      </form>
    </Frame>
  )
}

/** The same over the scanning screen, which goes on without it. */
export function SignInSheet({ onClose }: { onClose: () => void }) {
  useClosing(onClose)
  return <SignIn onDone={onClose} />
}

export function Events() {
  const say = useSay()
  const lang = useLang()
  const { person, list, device } = useGate()
  const [rows, setRows] = useState<DeskEvent[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    setFailed(false)
    readEvents().then(
      (r) => {
        const asked = r.rows.find((e) => e.id === new URLSearchParams(location.search).get('event'))
        if (!asked) return setRows(r.rows)
        history.replaceState(null, '', '/checkin/')
        void chooseEvent(asked)
      },
      (e: { status?: number }) => (e.status === 401 ? set({ stage: 'signIn' }) : setFailed(true)),
    )
  }, [turn])
  const day = today()
  return (
    <Frame title={say('events')} lead={say('eventsLead', { name: person?.name ?? '' })}>
      {failed && (
        <div className="note">
          {say('signInOffline')}{' '}
          <button type="button" className="btn o" onClick={() => setTurn(turn + 1)}>
            {say('retry')}
          </button>
        </div>
      )}
      {!rows && !failed && <p className="lead">{say('loading')}</p>}
      {rows?.length === 0 && <p className="note">{say('noEvents')}</p>}
      <ul className="choices">
        {rows?.map((e) => (
          <li key={e.id}>
            <button type="button" onClick={() => void chooseEvent(e)}>
              <span>
                <b>{pick(e.name, lang)}</b>
                <small>{formatDateRange(e.startDate, e.endDate, lang)}</small>
              </span>
              {e.startDate <= day && day <= e.endDate && <em>{say('today')}</em>}
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      {list && device && (
        <button type="button" className="quiet" onClick={() => set({ stage: 'gate' })}>
          <Icon name="back" />
          {say('back')}
        </button>
      )}
    </Frame>
  )
}

export function Device() {
  const say = useSay()
  const lang = useLang()
  const { device, list } = useGate()
  const [name, setName] = useState(device)
  return (
    <Frame title={say('device')} lead={say('deviceLead')}>
      {list && (
        <p className="eventline">
          <b>{pick(list.event.name, lang)}</b>{' '}
          {list.event.startDate === list.event.endDate
            ? formatDate(list.event.startDate, lang)
            : formatDateRange(list.event.startDate, list.event.endDate, lang)}
        </p>
      )}
      <form
        onSubmit={(e) => {
          e.preventDefault()
          if (name.trim()) void nameDevice(name.trim())
        }}
      >
        <label>
          {say('deviceName')}
          <input
            value={name}
            onChange={(e) => setName(e.target.value)}
            maxLength={40}
            required
            placeholder={say('deviceExample')}
            enterKeyHint="go"
          />
        </label>
        <button type="submit" className="btn seal-btn">
          {say('start')}
        </button>
      </form>
    </Frame>
  )
}
