import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, StatusTag } from '../../../ui/bits.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { erasureNames } from '../contract/personal.ts'
import { requestEndpoints } from '../contract/request.ts'

const toggled = (list: string[], key: string, on: boolean) => (on ? [...list, key] : list.filter((k) => k !== key))
type Choice = { include: string[]; setInclude: (keys: string[]) => void; exclude: string[]; setExclude: (keys: string[]) => void }

/** What is held on the person: what is surely theirs, what may be, and where they are only mentioned. */
export function Found({ id, erasing, include, setInclude, exclude, setExclude }: { id: string; erasing: boolean } & Choice) {
  const t = useT('privacy')
  const lang = useLang()
  const found = useEndpoint(requestEndpoints.found, { params: { id } })
  return (
    <Loaded of={found}>
      {({ tables, holds }) => (
        <>
          {holds.map((h) => (
            <Alert key={h.eventId} icon="lock" title={t('found.held', { event: pick(h.event, lang) })}>
              {h.reason}
            </Alert>
          ))}
          {tables.length === 0 && <p className="sec">{t('found.none')}</p>}
          {tables.length > 0 && <p className="sec md">{t('found.note')}</p>}
          {tables.map((x) => (
            <details key={x.table} className="privacyfound" open={x.rows.some((r) => !r.sure && r.how !== 'mention')}>
              <summary>
                <b>{pick(x.label, lang)}</b>
                <span className="mut">{t('found.rows', { count: x.rows.filter((r) => r.how !== 'mention').length })}</span>{' '}
                {erasing && (
                  <StatusTag soft tone={x.action === 'keep' ? 'plain' : 'indigo'} icon={null}>
                    {pick(erasureNames[x.action], lang)}
                  </StatusTag>
                )}
                {x.rows.some((r) => !r.sure && r.how !== 'mention') && (
                  <StatusTag soft tone="amber">
                    {t('found.decide')}
                  </StatusTag>
                )}
              </summary>
              {erasing && x.action === 'keep' && <p className="sm mut">{pick(x.why, lang)}</p>}
              <ul>
                {x.rows.map((r) => {
                  const name = r.name || t('found.row', { id: r.id.slice(-6) })
                  if (r.how === 'mention')
                    return (
                      <li key={r.key} className="md">
                        {name}　<span className="mut">{t('found.mention')}</span>
                      </li>
                    )
                  const on = r.sure ? !exclude.includes(r.key) : include.includes(r.key)
                  return (
                    <li key={r.key}>
                      <label className="md">
                        <input
                          type="checkbox"
                          checked={on}
                          disabled={r.sure && !erasing}
                          onChange={(e) => {
                            const now = e.currentTarget.checked
                            if (r.sure) setExclude(toggled(exclude, r.key, !now))
                            else setInclude(toggled(include, r.key, now))
                          }}
                        />
                        <span>
                          {name}　<span className="mut">{t(r.sure ? 'found.sure' : `found.${r.how}`)}</span>
                        </span>
                      </label>
                    </li>
                  )
                })}
              </ul>
            </details>
          ))}
        </>
      )}
    </Loaded>
  )
}
