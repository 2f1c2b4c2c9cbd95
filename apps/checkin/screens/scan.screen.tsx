import { useRef, useState } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { fullCode } from '../../../src/modules/checkin/contract/gate.ts'
import { useCamera } from '../camera/camera.tsx'
import { Icon } from '../icons.tsx'
import { scanText } from '../state/acts.ts'
import { useLang, useSay } from '../state/lang.ts'
import { clock, figures, get, roster, useGate } from '../state/store.ts'
import { LineBadge, Round, Warnings } from './parts.tsx'

function Counter() {
  const say = useSay()
  const { lastSync, waiting, link } = useGate()
  const { mine, came, expected } = figures()
  return (
    <section className="counter" aria-label={say('app')}>
      <dl>
        <div>
          <dt>{say('desk')}</dt>
          <dd>{mine}</dd>
        </div>
        <div>
          <dt>{say('hall', { time: lastSync ? clock(lastSync) : '—' })}</dt>
          <dd>
            {came} <small>/ {expected}</small>
          </dd>
        </div>
      </dl>
      <div className="bar">
        <i style={{ width: `${expected ? Math.min(100, (came / expected) * 100) : 0}%` }} />
      </div>
      {link === 'online' && waiting > 0 && (
        <p className="up">
          <Icon name="up" />
          {say('sending', { n: waiting })}
        </p>
      )}
    </section>
  )
}

function CodeField({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const [text, setText] = useState('')
  return (
    <form
      className="codefield"
      onSubmit={(e) => {
        e.preventDefault()
        const code = text.trim()
        if (!code) return
        void scanText(fullCode(code, roster.byCode.keys()), 'scanner')
        setText('')
      }}
    >
      <label>
        {say('scanField')}
        <input
          autoFocus
          value={text}
          onChange={(e) => setText(e.target.value)}
          maxLength={200}
          placeholder={say('scanFieldHint', { code: roster.byCode.keys().next().value ?? 'R-0187' })}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="go"
        />
      </label>
      <button type="submit" className="btn g">
        {say('submit')}
      </button>
      <Round label={say('close')} onClick={onClose}>
        <Icon name="close" />
      </Round>
    </form>
  )
}

/** Ready: the camera, the line, the counter, two other ways. */
export function Scan({
  paused,
  onFind,
  onMore,
  onSignIn,
}: {
  paused: boolean
  onFind: () => void
  onMore: () => void
  onSignIn: () => void
}) {
  const say = useSay()
  const lang = useLang()
  const { device, list, said, differs } = useGate()
  const [typing, setTyping] = useState(false)
  const video = useRef<HTMLVideoElement>(null)
  const camera = useCamera(video, (text) => {
    // While somebody has to be looked at, or looked up, the next phone waits.
    const { shown } = get()
    if (!paused && (!shown || shown.outcome === 'ok')) void scanText(text, 'camera')
  })
  const event = list!.event
  const help =
    camera.trouble &&
    ({
      denied: ['camDenied', 'camDeniedHelp'],
      none: ['camNone', null],
      busy: ['camBusy', null],
      insecure: ['camInsecure', 'camInsecureHelp'],
    } as const)
  const trouble = help && help[camera.trouble!]
  return (
    <main className="ready">
      <header className="gate">
        <div>
          <h1>{device}</h1>
          <p>{pick(event.name, lang)}</p>
        </div>
        {camera.torch !== null && (
          <Round label={say(camera.torch ? 'torchOff' : 'torchOn')} on={camera.torch} onClick={() => camera.setTorch(!camera.torch)}>
            <Icon name="torch" />
          </Round>
        )}
        <Round label={differs ? `${say('more')}，${say('differs', { n: differs })}` : say('more')} onClick={onMore}>
          <Icon name="list" />
          {differs > 0 && <span className="n">{differs}</span>}
        </Round>
      </header>
      <LineBadge onSignIn={onSignIn} />
      <Warnings />
      <section className="cam">
        <video ref={video} muted playsInline aria-hidden="true" hidden={trouble !== null} />
        {trouble ? (
          <div className="trouble">
            <Icon name="camera" big />
            <h2>{say(trouble[0])}</h2>
            {trouble[1] && <p>{say(trouble[1])}</p>}
            <p>{say('camElse')}</p>
            {camera.trouble !== 'insecure' && (
              <button type="button" className="btn" onClick={camera.retry}>
                {say('retry')}
              </button>
            )}
          </div>
        ) : (
          <>
            <span className="frame" aria-hidden="true" />
            <p>{camera.ready ? say('scanHint') : say('camWait')}</p>
          </>
        )}
        {said && (
          <p className="said" key={said}>
            {said}
          </p>
        )}
      </section>
      <Counter />
      {typing ? (
        <CodeField onClose={() => setTyping(false)} />
      ) : (
        <nav className="two">
          <button type="button" className="btn" onClick={onFind}>
            <Icon name="search" />
            {say('find')}
          </button>
          <button type="button" className="btn" onClick={() => setTyping(true)}>
            <Icon name="keys" />
            {say('typeCode')}
          </button>
        </nav>
      )}
    </main>
  )
}
