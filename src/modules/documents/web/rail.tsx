import { href } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Section } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { documentEndpoints, type DeliverableDetail } from '../contract/documents.ts'
import { formatName } from './parts.tsx'

/** Right column: what changed since the last issue, where the figures come from, the versions that were issued. */
export function Rail({ detail, lang, titleOf }: { detail: DeliverableDetail; lang: string; titleOf: (section: string) => string }) {
  const t = useT('documents')
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const live = new Set(detail.outline.filter((o) => o.source === 'live').map((o) => o.section))
  // The first heading of a section names it.
  const shown = [
    ...new Map(
      detail.outline
        .filter((o) => o.source === 'live')
        .toReversed()
        .map((o) => [o.section, o.title]),
    ),
  ].toReversed()
  // Only versions of the same language can be compared.
  const last = detail.issues.find((i) => i.lang === lang)
  return (
    <aside className="docrail" aria-label={t('rail.title')}>
      {last && detail.drift.length > 0 && (
        <Alert tone="indigo" icon="refresh" title={t('rail.drift', { count: detail.drift.length, number: last.number })}>
          {t('rail.driftHelp', { list: detail.drift.map(titleOf).join(t('rail.comma')) })}
        </Alert>
      )}
      {last && detail.drift.length === 0 && <Alert tone="jade" title={t('rail.same', { number: last.number })} />}
      <Section title={t('rail.sources')} note={live.size}>
        <ul className="docsources">
          {shown.map(([section, title]) => (
            <li key={section}>
              <Icon name="link" small />
              <span>{title}</span>
              {detail.drift.includes(section) && <em className="indigo">{t('outline.changed')}</em>}
            </li>
          ))}
        </ul>
        <p className="sm mut">{t('rail.sourcesHelp')}</p>
      </Section>
      <Section title={t('rail.issues')} note={detail.issues.length}>
        {detail.issues.length === 0 ? (
          <p className="md sec">{t('rail.noIssue')}</p>
        ) : (
          <ol className="docissues">
            {detail.issues.map((issue) => (
              <li key={issue.id}>
                <b>{t('rail.version', { number: issue.number })}</b>
                <div>
                  <p className="md">{issue.note || t('rail.noNote')}</p>
                  <p className="sm mut">
                    {format.dateTime(issue.issuedAt)} {issue.issuedBy} {issue.lang === 'en' ? 'EN' : '中'}
                  </p>
                  <p className="row wrap">
                    {issue.files.map((f) => (
                      <a
                        key={f.format}
                        href={href(documentEndpoints.issuedFile, {
                          params: { eventId: event.id, id: issue.id },
                          query: { format: f.format },
                        })}
                      >
                        {formatName[f.format] ?? f.format}
                      </a>
                    ))}
                  </p>
                </div>
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Section title={t('rail.outputs')} note={detail.outputs.length}>
        <ul className="docsources">
          {detail.outputs.map((o) => (
            <li key={`${o.standard}${o.code}`}>
              <b className="code">
                {o.standard} {o.code}
              </b>
              <span>{o.title}</span>
            </li>
          ))}
        </ul>
      </Section>
    </aside>
  )
}
