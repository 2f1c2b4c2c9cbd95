import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Section, StatusTag } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/states.tsx'
import { consentChannelNames, consentEndpoints, purposeNames } from '../contract/consent.ts'
import { codeOf } from './parts.tsx'

/** On a person: what they agreed to, whether they may be written to, what they asked. */
export default function PersonPrivacy({ personId }: { personId: string }) {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const found = useEndpoint(consentEndpoints.ofPerson, { params: { id: personId } })
  const purpose = (key: string) => (purposeNames[key] ? pick(purposeNames[key], lang) : key)
  return (
    <Loaded of={found}>
      {(p) => (
        <>
          {p.stopped && <Alert icon="lock" title={t('stop.on')} />}
          <Section title={t('consent.now')}>
            {p.now.length === 0 && <p className="sec">{t('consent.none')}</p>}
            <ul className="privacyruns">
              {p.now.map((c) => (
                <li key={c.purpose}>
                  <b>{purpose(c.purpose)}</b>
                  <StatusTag tone={c.given ? 'jade' : 'plain'} icon={c.given ? 'check' : 'x'}>
                    {t(c.given ? 'consent.given' : 'consent.withdrawn')}
                  </StatusTag>
                  <span className="mut">{format.dateTime(c.at)}</span>
                </li>
              ))}
            </ul>
          </Section>
          {p.rows.length > 0 && (
            <Section title={t('consent.log')} note={p.rows.length}>
              <ul className="privacyruns">
                {p.rows.map((c) => (
                  <li key={c.id}>
                    <span>{format.dateTime(c.at)}</span>
                    <b>
                      {purpose(c.purpose)}　{t(`consent.${c.act}`)}
                    </b>
                    <span className="mut">
                      {pick(consentChannelNames[c.channel], lang)}　{c.noticeVersion}　{c.proof}
                    </span>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {p.requests.length > 0 && (
            <Section title={t('places.requests')}>
              {p.requests.map((r) => (
                <AppLink key={r.id} className="a" to={`/o/settings/privacy/requests/${r.id}`}>
                  {codeOf(r)}
                </AppLink>
              ))}
            </Section>
          )}
        </>
      )}
    </Loaded>
  )
}
