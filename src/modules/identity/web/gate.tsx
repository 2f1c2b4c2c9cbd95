import './gate.css'
import type { ReactNode } from 'react'
import { setLang, useLang, useT } from '../../../kernel/web/i18n.ts'

const seats = [
  'opportunities',
  'planning',
  'budget',
  'venues',
  'procurement',
  'sponsorship',
  'exhibition',
  'marketing',
  'programme',
  'registration',
  'checkin',
  'logistics',
  'staffing',
  'operations',
  'feedback',
  'closing',
]

/** The banquet's round table from above, with a place for each stage of an event. */
function Table() {
  const t = useT('app')
  const at = (i: number, r: number) => {
    const a = (i / seats.length) * 2 * Math.PI - Math.PI / 2
    return [280 + r * Math.cos(a), 280 + r * Math.sin(a)] as const
  }
  return (
    <svg viewBox="0 0 560 560" className="gatetable">
      <circle cx="280" cy="280" r="166" className="cloth" />
      <circle cx="280" cy="280" r="156" className="hem" />
      <circle cx="280" cy="280" r="74" className="lazy" />
      {seats.map((seat, i) => {
        const [x, y] = at(i, 126)
        const [px, py] = at(i, 200)
        const [tx, ty] = at(i, 240)
        return (
          <g key={seat}>
            <circle cx={x} cy={y} r="13" className="dish" />
            <circle cx={x} cy={y} r="8" className="rim" />
            <circle cx={px} cy={py} r="10" className="stool" />
            <text
              x={tx}
              y={ty + 5}
              textAnchor={Math.abs(tx - 280) < 12 ? 'middle' : tx > 280 ? 'start' : 'end'}
              dx={Math.abs(tx - 280) < 12 ? 0 : tx > 280 ? -16 : 16}
            >
              {t(`stage.${seat}`)}
            </text>
          </g>
        )
      })}
      <rect x="248" y="248" width="64" height="64" rx="12" className="sealbox" />
      <text x="280" y="294" textAnchor="middle" className="sealtext">
        辦
      </text>
    </svg>
  )
}

/** The frame of the screens before signing in: mark, one task, language; the table beside it where there is room. */
export function Gate({ title, note, children, foot }: { title: ReactNode; note?: ReactNode; children: ReactNode; foot?: ReactNode }) {
  const t = useT('identity')
  const lang = useLang()
  const other = lang === 'en' ? 'zh-TW' : 'en'
  return (
    <div className="gate">
      <div className="gateside">
        <header className="row">
          <span className="mark">
            <span className="seal" aria-hidden="true">
              辦
            </span>
            {t('app:name')}
          </span>
          <span className="sp" />
          <button type="button" className="btn quiet" lang={other} onClick={() => void setLang(other)}>
            {other === 'en' ? 'English' : '中文'}
          </button>
        </header>
        <main>
          <h1>{title}</h1>
          {note && <p className="sec gatenote">{note}</p>}
          {children}
        </main>
        <footer className="md mut">{foot}</footer>
      </div>
      <aside className="gateart" aria-hidden="true">
        <Table />
        <p>{t('gate.line')}</p>
      </aside>
    </div>
  )
}
