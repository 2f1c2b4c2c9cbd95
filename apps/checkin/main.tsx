import './style/base.css'
import './style/gate.css'
import './style/verdict.css'
import './style/sheets.css'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { pick } from '../../src/kernel/contract/localized.ts'
import { Seal } from './icons.tsx'
import { Device, Events, SignIn, SignInSheet } from './screens/enter.screen.tsx'
import { Find } from './screens/find.screen.tsx'
import { More } from './screens/more.screen.tsx'
import { Scan } from './screens/scan.screen.tsx'
import { Verdict } from './screens/verdict.screen.tsx'
import { boot, dismiss, scanText } from './state/acts.ts'
import { useLang, useSay } from './state/lang.ts'
import { wakeSound } from './state/sound.ts'
import { set, type Shown, useGate } from './state/store.ts'
import { keepInStep } from './state/sync.ts'
import { listenToScanner } from './state/wedge.ts'

/** Keeps the screen on while the desk is open; the lock falls whenever the page is hidden. */
function useAwake() {
  useEffect(() => {
    const ask = () => void navigator.wakeLock?.request('screen').catch(() => {})
    const again = () => document.visibilityState === 'visible' && ask()
    ask()
    document.addEventListener('visibilitychange', again)
    return () => document.removeEventListener('visibilitychange', again)
  }, [])
}

function Loud({ shown, said }: { shown: Shown | null; said: string }) {
  const say = useSay()
  const lang = useLang()
  const titles = {
    ok: 'okTitle',
    again: 'againTitle',
    cancelled: 'cancelledTitle',
    online: 'onlineTitle',
    foreign: 'foreignTitle',
    unknown: 'unknownTitle',
  } as const
  return (
    <p className="hear" aria-live="assertive">
      {shown ? [say(titles[shown.outcome]), shown.guest?.name, pick(shown.guest?.ticket, lang)].filter(Boolean).join('，') : said}
    </p>
  )
}

function Gate() {
  const { shown, said, list } = useGate()
  const [sheet, setSheet] = useState<'find' | 'more' | 'signIn' | null>(null)
  useAwake()
  useEffect(() => keepInStep(), [list?.event.id])
  useEffect(() => listenToScanner((text) => void scanText(text, 'scanner')), [])
  useEffect(() => {
    if (shown?.outcome === 'ok') setSheet((s) => (s === 'find' ? null : s))
  }, [shown])
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => set({ said: '' }), 4000)
    return () => clearTimeout(timer)
  }, [said])
  const find = () => {
    dismiss()
    setSheet('find')
  }
  return (
    <>
      <Loud shown={shown} said={said} />
      <div inert={shown !== null || sheet !== null}>
        <Scan paused={sheet !== null} onFind={find} onMore={() => setSheet('more')} onSignIn={() => setSheet('signIn')} />
      </div>
      <div className="over" inert={shown !== null} hidden={sheet === null}>
        {sheet === 'find' && <Find onClose={() => setSheet(null)} />}
        {sheet === 'more' && <More onClose={() => setSheet(null)} />}
        {sheet === 'signIn' && <SignInSheet onClose={() => setSheet(null)} />}
      </div>
      {shown && (
        <div className="over">
          <Verdict key={shown.key} shown={shown} onFind={find} />
        </div>
      )}
    </>
  )
}

function App() {
  const { stage } = useGate()
  const say = useSay()
  useEffect(() => void (document.title = `${say('app')}｜${say('product')}`))
  if (stage === 'gate') return <Gate />
  if (stage === 'device') return <Device />
  if (stage === 'events') return <Events />
  if (stage === 'signIn') return <SignIn />
  return (
    <main className="enter boot" aria-busy="true">
      <Seal />
      <h1>{say('app')}</h1>
      <p>{say('loading')}</p>
    </main>
  )
}

addEventListener('pointerdown', wakeSound)
addEventListener('keydown', wakeSound)
if ('serviceWorker' in navigator)
  void navigator.serviceWorker.register('/checkin/sw.js', { scope: '/checkin/' }).catch((e: unknown) => console.warn(e))
const root = document.getElementById('root')!
root.replaceChildren()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
void boot()
