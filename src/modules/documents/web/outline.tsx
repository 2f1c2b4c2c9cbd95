import type { Lang } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { ProgressBar } from '../../../ui/bits.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { DeliverableDetail } from '../contract/documents.ts'
import { useName } from './parts.tsx'

export type Entry = {
  section: string
  title: string
  level: number
  written: boolean
  editable: boolean
  missing: boolean
  instead: boolean
  changed: boolean
}

/** Headings as they print, then the sections that nobody wrote yet: those are not on paper, so they stand at the end. */
export function entriesOf(d: DeliverableDetail, name: (text: { zh: string; en: string }) => string): Entry[] {
  const own = new Set(d.sections.map((s) => s.key))
  const printed = d.outline.map((o): Entry => ({
    section: o.section,
    title: o.title,
    level: o.level,
    written: o.source === 'written',
    editable: own.has(o.section),
    missing: o.source === 'written' && !o.written,
    instead: o.instead,
    changed: o.changed,
  }))
  const seen = new Set(printed.map((e) => e.section))
  return [
    ...printed,
    ...d.sections
      .filter((s) => !seen.has(s.key))
      .map((s): Entry => ({
        section: s.key,
        title: name(s.title),
        level: 1,
        written: true,
        editable: true,
        missing: true,
        instead: false,
        changed: false,
      })),
  ]
}

type Props = { detail: DeliverableDetail; lang: Lang; section: string; heading: string; onPick: (section: string, heading: string) => void }

/** The left column; on a phone one choice. */
export function Outline({ detail, lang, section, heading, onPick }: Props) {
  const t = useT('documents')
  const name = useName()
  const entries = entriesOf(detail, name)
  const own = entries.filter((e) => e.editable)
  const done = own.filter((e) => !e.missing && !e.instead).length
  // Several headings share a section; the one that was chosen is marked, else the first.
  const at = Math.max(
    entries.findIndex((e) => e.section === section && e.title === heading),
    section && !entries.some((e) => e.title === heading && e.section === section) ? entries.findIndex((e) => e.section === section) : -1,
  )
  const mark = (e: Entry) =>
    e.missing ? (
      <em className="amber">{t('outline.missing')}</em>
    ) : e.instead ? (
      <em className="amber">{t(`outline.instead.${lang === 'en' ? 'en' : 'zh'}`)}</em>
    ) : e.changed ? (
      <em className="indigo">{t('outline.changed')}</em>
    ) : (
      <Icon name="check" small />
    )
  return (
    <nav className="docoutline" aria-label={t('outline.title')}>
      <select
        className="docpick"
        aria-label={t('outline.title')}
        value={at < 0 ? '' : String(at)}
        onChange={(e) =>
          onPick(
            e.target.value === '' ? '' : (entries[Number(e.target.value)]?.section ?? ''),
            entries[Number(e.target.value)]?.title ?? '',
          )
        }
      >
        <option value="">{t('outline.whole')}</option>
        {entries.map((e, i) => (
          <option
            key={`${e.section}${i}`}
            value={String(i)}
          >{`${e.level > 1 ? '　' : ''}${e.title}${e.missing ? `（${t('outline.missing')}）` : ''}`}</option>
        ))}
      </select>
      <div className="doclist">
        <p className="md sec doclegend">
          <span>
            <Icon name="link" small /> {t('outline.live')}
          </span>
          <span>
            <Icon name="pen" small /> {t('outline.written')}
          </span>
        </p>
        <ul>
          {entries.map((e, i) => (
            <li key={`${e.section}${i}`} className={e.level > 1 ? 'in' : undefined}>
              <button
                type="button"
                className={i === at ? 'on' : ''}
                aria-current={i === at ? 'true' : undefined}
                onClick={() => onPick(e.section, e.title)}
              >
                <span className={e.written ? 'pen' : 'chain'}>
                  <Icon name={e.written ? 'pen' : 'link'} small />
                </span>
                <span className="cut" title={e.title}>
                  {e.title}
                </span>
                {mark(e)}
              </button>
            </li>
          ))}
        </ul>
        {own.length > 0 && (
          <div className="docdone">
            <p className="row md">
              <b>{t('outline.toWrite')}</b>
              <span className="sp" />
              <b>{own.length - done > 0 ? t('outline.left', { count: own.length - done }) : t('outline.all')}</b>
            </p>
            <ProgressBar done={done} total={own.length} label={t('outline.toWrite')} />
            <p className="sm mut">{t('outline.done', { done, total: own.length })}</p>
          </div>
        )}
      </div>
    </nav>
  )
}
