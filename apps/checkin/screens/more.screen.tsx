import { useEffect, useState } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { Icon } from '../icons.tsx'
import { setSound, signOut, undo } from '../state/acts.ts'
import type { Made } from '../state/db.ts'
import { setLang, useLang, useSay } from '../state/lang.ts'
import { clock, log, set, today, useGate, waitingRows } from '../state/store.ts'
import { refresh, sync } from '../state/sync.ts'
import type { TextKey } from '../state/text.ts'
import { Round, useClosing } from './parts.tsx'

const titles: Record<Made['outcome'], TextKey> = {
  ok: 'logOk',
  again: 'logAgain',
  cancelled: 'stateCancelled',
  online: 'stateOnline',
  foreign: 'whyForeign',
  unknown: 'logStranger',
}
const whys: Partial<Record<Made['outcome'], TextKey>> = {
  cancelled: 'whyCancelled',
  online: 'whyOnline',
  foreign: 'whyForeign',
  unknown: 'whyUnknown',
}

function Line({ made: m }: { made: Made }) {
  const say = useSay()
  const conflict = m.conflict
  const note =
    m.sync === 'failed'
      ? say('conflictOther', { why: say('whyFailed') })
      : conflict?.outcome === 'again' && conflict.first
        ? say('conflictAgain', { device: conflict.first.device, time: clock(conflict.first.at) })
        : conflict && whys[conflict.outcome]
          ? say('conflictOther', { why: say(whys[conflict.outcome]!) })
          : ''
  const good = m.outcome === 'ok' && !m.undo
  return (
    <li className={good ? 'good' : ''}>
      <time>{clock(m.at)}</time>
      <span>
        <b>{m.name || say('stampedName')}</b>
        <small>
          {m.undo ? say('logUndone') : say(titles[m.outcome])}
          {m.detail && `・${m.detail}`}
          {(m.sync === 'wait' || m.undo === 'wait') && `・${say('logWait')}`}
        </small>
        {note && <small className="differs">{note}</small>}
      </span>
      {good && !conflict && m.sync !== 'failed' && m.day === today() && (
        <button
          type="button"
          className="round"
          aria-label={`${say('undo')}：${m.name}`}
          title={say('undo')}
          onClick={() => void undo(m.id)}
        >
          <Icon name="undo" />
        </button>
      )}
    </li>
  )
}

/** What was scanned here, whether it reached the server, and the few settings. */
export function More({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const lang = useLang()
  const { waiting, lastSync, syncing, sound, device, list, person, turn } = useGate()
  const [sure, setSure] = useState(false)
  useClosing(onClose)
  useEffect(() => set({ differs: 0 }), [turn])
  const rows = log()
  const others = waitingRows().filter((m) => m.userId !== person?.userId).length
  return (
    <main className="more">
      <header className="gate">
        <h1>{say('more')}</h1>
        <Round label={say('close')} onClick={onClose}>
          <Icon name="close" />
        </Round>
      </header>
      <section className="syncbox">
        <p role="status">{say('syncState', { n: waiting, time: lastSync ? clock(lastSync) : say('never') })}</p>
        <button type="button" className="btn o" disabled={syncing} onClick={() => void sync().then(() => refresh())}>
          {say(syncing ? 'syncing' : 'syncNow')}
        </button>
      </section>
      {others > 0 && <p className="note">{say('otherUser', { n: others })}</p>}
      <h2>{say('log')}</h2>
      {rows.length === 0 ? (
        <p className="empty">{say('logNone')}</p>
      ) : (
        <ol className="log">
          {rows.map((m) => (
            <Line key={m.id} made={m} />
          ))}
        </ol>
      )}
      <h2>{say('settings')}</h2>
      <ul className="set">
        <li>
          <label>
            {say('sound')}
            <input type="checkbox" role="switch" checked={sound} onChange={(e) => void setSound(e.target.checked)} />
          </label>
        </li>
        <li>
          <span>{say('changeDevice', { name: device })}</span>
          <button type="button" className="btn o" onClick={() => set({ stage: 'device' })}>
            {say('change')}
          </button>
        </li>
        <li>
          <span>{pick(list?.event.name, lang)}</span>
          <button type="button" className="btn o" onClick={() => set({ stage: 'events' })}>
            {say('changeEvent')}
          </button>
        </li>
        <li>
          <span>{say('account', { name: person?.name ?? '' })}</span>
          <button type="button" className="btn o" onClick={() => setLang(lang === 'en' ? 'zh-TW' : 'en')}>
            {say('language')}
          </button>
        </li>
      </ul>
      {waiting > 0 && sure && <p className="note">{say('signOutWait', { n: waiting })}</p>}
      <button type="button" className="quiet" onClick={() => (waiting > 0 && !sure ? setSure(true) : void signOut())}>
        {waiting > 0 && sure ? say('signOutAnyway', { n: waiting }) : say('signOut')}
      </button>
    </main>
  )
}
