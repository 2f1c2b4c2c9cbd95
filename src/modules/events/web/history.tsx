import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useFormat } from '../../../ui/format.ts'
import type { HistoryEntry } from '../contract/desk.ts'
import { actor, sentence, valueText } from './activity-text.ts'

/** `place` names the event where the trail is the whole organisation's. */
type Entry = HistoryEntry & { count?: number; place?: string }

/** One thing that happened; what changed folds out, values only for those who may see them. */
function Line({ entry, when }: { entry: Entry; when: string }) {
  const t = useT('events')
  const lang = useLang()
  const said = (
    <>
      <b>{actor(entry)}</b> {sentence(entry, lang)}
      {entry.place && <span className="mut"> {entry.place}</span>}
    </>
  )
  return (
    <li>
      <time>{when}</time>
      {entry.changes.length === 0 ? (
        <div>{said}</div>
      ) : (
        <details>
          <summary>{said}</summary>
          <dl className="kv">
            {entry.changes.map((one) => [
              <dt key={one.field}>{pick(one.label, lang)}</dt>,
              <dd key={`${one.field}=`}>
                {entry.open && one.from === null && one.to === null ? null : entry.open ? (
                  <>
                    {one.from !== null && (
                      <>
                        <del>{valueText(one.from, lang)}</del> <Icon name="right" small label={t('history.to')} />{' '}
                      </>
                    )}
                    <ins>{valueText(one.to, lang)}</ins>
                  </>
                ) : (
                  <span className="mut">{t('history.masked')}</span>
                )}
              </dd>,
            ])}
          </dl>
        </details>
      )}
    </li>
  )
}

/** A trail under its days, newest first. */
export function Trail({ rows, zone }: { rows: Entry[]; zone: string }) {
  const format = useFormat(zone)
  return [...Map.groupBy(rows, (row) => format.date(row.at))].map(([day, list]) => (
    <section key={day}>
      <h2 className="dayhead">{day}</h2>
      <ul className="trail">
        {list.map((entry) => (
          <Line key={entry.id} entry={entry} when={format.time(entry.at)} />
        ))}
      </ul>
    </section>
  ))
}
