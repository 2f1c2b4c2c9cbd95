import { useEffect, useRef } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { Icon, Sign } from '../icons.tsx'
import { dismiss, undo, undoFirst } from '../state/acts.ts'
import { useLang, useSay } from '../state/lang.ts'
import { clock, type Shown } from '../state/store.ts'
import type { TextKey } from '../state/text.ts'
import { deskOr, useAgo } from './parts.tsx'

const diets: Record<string, TextKey> = {
  meat: 'dietMeat',
  'no-beef': 'dietNoBeef',
  'lacto-ovo': 'dietLacto',
  vegan: 'dietVegan',
  halal: 'dietHalal',
  other: 'dietOther',
}
const wide = (text: string) => [...text].reduce((n, c) => n + (c.codePointAt(0)! > 0x2e80 ? 1.02 : c === ' ' ? 0.3 : 0.58), 0)
/** Pixels: a name as big as it fits one line of 335 px; a long Latin one takes several lines, but breaks no word if it can. */
export function nameSize(name: string): number {
  const line = 335 / Math.max(1, wide(name))
  const word = 335 / Math.max(1, ...name.split(/[\s-]+/).map(wide))
  return Math.floor(Math.max(26, Math.min(84, line >= 44 ? line : Math.min(48, word))))
}
const RETURN_MS = 2000

function Success({ shown }: { shown: Shown }) {
  const say = useSay()
  const lang = useLang()
  const next = useRef<HTMLButtonElement>(null)
  const { guest } = shown
  useEffect(() => {
    next.current?.focus({ preventScroll: true })
    const timer = setTimeout(dismiss, RETURN_MS)
    return () => clearTimeout(timer)
  }, [shown.key])
  const name = guest?.name ?? say('stampedName')
  const work = [guest?.organisation, guest?.title].filter(Boolean).join(lang === 'en' ? ', ' : '，')
  const diet = guest && diets[guest.diet]
  return (
    <main className="verdict ok">
      <header>
        <Sign kind="ok" />
        <h1>{say('okTitle')}</h1>
        {guest && <small>{say('nth', { n: shown.nth })}</small>}
      </header>
      <div className="who">
        <b style={{ fontSize: nameSize(name) }}>{name}</b>
        {guest?.nameEn && guest.nameEn !== guest.name && <i lang="en">{guest.nameEn}</i>}
        {work && <span>{work}</span>}
      </div>
      {guest && (
        <div className={`band c-${guest.category}`}>
          <b>{pick(guest.ticket, lang)}</b>
          <span>{guest.code}</span>
        </div>
      )}
      <div className="give">
        {!guest && <p className="do">{say('stampedLead')}</p>}
        {diet && (
          <p className="meal">
            <Icon name="food" big />
            <span>
              <small>{say('diet')}</small>
              <b>{say(diet)}</b>
            </span>
          </p>
        )}
        <div className="acts">
          <button type="button" className="btn g timed" ref={next} onClick={dismiss}>
            {say('next')}
            <i key={shown.key} />
          </button>
          <button type="button" className="quiet" onClick={() => void undo(shown.key)}>
            <Icon name="undo" />
            {say('undo')}
          </button>
        </div>
      </div>
    </main>
  )
}

const kinds = {
  again: ['look', 'againTitle', 'againHelp'],
  cancelled: ['stop', 'cancelledTitle', 'cancelledHelp'],
  online: ['look', 'onlineTitle', 'onlineHelp'],
  foreign: ['stop', 'foreignTitle', 'foreignHelp'],
  unknown: ['look', 'unknownTitle', 'unknownHelp'],
} as const

function Look({ shown, onFind }: { shown: Shown; onFind: () => void }) {
  const say = useSay()
  const lang = useLang()
  const ago = useAgo()
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => back.current?.focus({ preventScroll: true }), [shown.key])
  const { guest, first, outcome } = shown
  const [kind, title, help] = kinds[outcome as keyof typeof kinds]
  const facts: [string, string][] = []
  if (first) facts.push([say('time'), say('todayAt', { time: clock(first.at), ago: ago(first.at) })], [say('place'), deskOr(first.device)])
  if (guest) facts.push([say('code'), guest.code])
  if (!guest && outcome === 'unknown') facts.push([say('code'), shown.made.name])
  return (
    <main className={`verdict ${kind}`}>
      <div className="hd">
        <Sign kind={kind} />
        <h1>{say(title)}</h1>
        {guest && (
          <p>
            {guest.name}
            {lang === 'en' ? ', ' : '，'}
            {pick(guest.ticket, lang)}
          </p>
        )}
      </div>
      <div className="give">
        {facts.length > 0 && (
          <dl>
            {facts.map(([k, v]) => (
              <div key={k}>
                <dt>{k}</dt>
                <dd>{v}</dd>
              </div>
            ))}
          </dl>
        )}
        <div className="do">
          {outcome === 'again' && <b>{say('againDo')}</b>}
          {say(help)}
        </div>
        <div className="acts">
          <button type="button" className="btn dark" ref={back} onClick={dismiss}>
            <Icon name="back" />
            {say('back')}
          </button>
          {guest ? (
            outcome === 'again' && (
              <button type="button" className="quiet" onClick={() => void undoFirst(shown)}>
                <Icon name="undo" />
                {say('undoFirst')}
              </button>
            )
          ) : (
            <button type="button" className="btn o" onClick={onFind}>
              <Icon name="search" />
              {say('find')}
            </button>
          )}
        </div>
      </div>
    </main>
  )
}

export const Verdict = ({ shown, onFind }: { shown: Shown; onFind: () => void }) =>
  shown.outcome === 'ok' ? <Success shown={shown} /> : <Look shown={shown} onFind={onFind} />
