import { useState } from 'react'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, KpiStrip, LinkButton, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { purposeNames } from '../contract/consent.ts'
import { certificateEndpoints, retentionEndpoints, type Scope, scopes } from '../contract/inventory.ts'
import { erasureNames } from '../contract/personal.ts'
import { requestEndpoints, requestKindNames } from '../contract/request.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { codeOf, Counts, Left } from './parts.tsx'
import { Reason } from './reason.tsx'

const issueSchema = z.object({ scope: z.array(z.enum(scopes)).min(1), client: z.string().trim().min(1).max(200), confirm: z.literal(true) })

function Issue({ client, onClose }: { client: string; onClose: () => void }) {
  const t = useT('privacy')
  const event = useThisEvent()
  const issue = useCall(certificateEndpoints.issue, {
    invalidates: ['/events/:eventId/privacy', '/privacy/runs', '/events/:eventId/registrations'],
  })
  const form = useKitForm({ schema: issueSchema, defaults: { scope: ['attendees', 'contacts', 'mail'], client, confirm: false as never } })
  return (
    <FormModal
      open
      wide
      onClose={onClose}
      title={t('event.issue')}
      form={form}
      submit={t('event.issueNow')}
      onSubmit={async (body: z.output<typeof issueSchema>) => {
        await issue.mutateAsync({ params: { eventId: event.id }, body })
        toast(t('event.issued'))
        onClose()
      }}
    >
      <Alert title={t('event.issueNote')} />
      <Field.Text name="client" label={t('event.client')} help={t('event.clientHelp')} required />
      <Field.MultiSelect
        name="scope"
        label={t('event.scope')}
        required
        options={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
      />
      <Field.Switch name="confirm" label={t('event.confirm')} help={t('event.confirmHelp')} />
    </FormModal>
  )
}

/** An event's personal data: what is held, until when, what was asked; and the certificate for the client at the end. */
export default function EventPrivacy() {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const can = useCan()
  const text = useProblemText()
  const event = useThisEvent()
  const [issuing, setIssuing] = useState(false)
  const [holding, setHolding] = useState(false)
  const params = { eventId: event.id }
  const found = useEndpoint(certificateEndpoints.event, { params })
  const requests = useEndpoint(requestEndpoints.list, { query: { eventId: event.id } })
  const fresh = { invalidates: ['/events/:eventId/privacy', `/events/${event.id}/privacy`, '/privacy/holds'] }
  const hold = useCall(retentionEndpoints.hold, fresh)
  const lift = useCall(retentionEndpoints.lift, fresh)
  return (
    <Loaded of={found}>
      {(e) => {
        const rows = (scope: Scope) =>
          e.scopes
            .find((s) => s.scope === scope)!
            .tables.filter((x) => x.action !== 'keep')
            .reduce((n, x) => n + x.rows, 0)
        return (
          <Page
            title={t('event.title')}
            note={t('event.note')}
            actions={
              can('privacy.erase') && (
                <Button look="primary" disabled={!e.ended || e.hold !== null} onClick={() => setIssuing(true)}>
                  {t('event.issue')}
                </Button>
              )
            }
          >
            {!e.ended && <Alert tone="indigo" title={t('event.running')} />}
            {e.hold && (
              <Alert
                icon="lock"
                title={t('hold.on')}
                action={
                  can('privacy.edit') && (
                    <Button
                      onClick={() =>
                        void lift.mutateAsync({ params: { id: e.hold!.id }, body: {} }).then(
                          () => void found.refetch(),
                          (error) => toast(text(error), { tone: 'amber' }),
                        )
                      }
                    >
                      {t('hold.lift')}
                    </Button>
                  )
                }
              >
                {e.hold.reason}　{e.hold.byName}　{format.date(e.hold.since)}
              </Alert>
            )}
            <KpiStrip
              items={[
                {
                  label: t('event.promise'),
                  value: format.number(e.retentionDays),
                  unit: t('event.daysAfter'),
                  note: t('event.eraseOn', { date: format.date(e.eraseOn) }),
                },
                { label: t('scope.attendees'), value: format.number(rows('attendees')), unit: t('event.rows') },
                { label: t('event.requests'), value: format.number(e.requests) },
                { label: t('event.certificates'), value: format.number(e.certificates.length) },
              ]}
            />
            <Section title={t('event.held')}>
              <table className="privacytable">
                <thead>
                  <tr>
                    <th scope="col">{t('inventory.file')}</th>
                    <th scope="col">{t('event.atEnd')}</th>
                    <th scope="col" className="num">
                      {t('counts.rows')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {e.scopes.flatMap((s) =>
                    s.tables.map((x, i) => (
                      <tr key={`${s.scope} ${x.table}`}>
                        <td>
                          {i === 0 ? <b>{t(`scope.${s.scope}`)}</b> : null}{' '}
                          {i > 0 || pick(x.label, lang) !== t(`scope.${s.scope}`) ? pick(x.label, lang) : null}
                        </td>
                        <td>
                          {pick(erasureNames[x.action], lang)}
                          {x.action === 'keep' && <div className="sm mut">{pick(x.why, lang)}</div>}
                        </td>
                        <td className="num">{format.number(x.rows)}</td>
                      </tr>
                    )),
                  )}
                </tbody>
              </table>
            </Section>
            <Section title={t('event.requests')}>
              <Loaded of={requests}>
                {(list) =>
                  list.rows.length ? (
                    <ul className="privacyruns">
                      {list.rows.map((r) => (
                        <li key={r.id}>
                          <AppLink className="a" to={`/o/settings/privacy/requests/${r.id}`}>
                            {codeOf(r)} {pick(requestKindNames[r.kind], lang)}
                          </AppLink>
                          <span>{r.name}</span>
                          <Left of={r} />
                        </li>
                      ))}
                    </ul>
                  ) : (
                    <p className="sec">{t('event.noRequests')}</p>
                  )
                }
              </Loaded>
            </Section>
            <Section title={t('places.consents')}>
              {e.consents.length ? (
                <table className="privacytable">
                  <tbody>
                    {e.consents.map((c) => (
                      <tr key={c.purpose}>
                        <th scope="row">{purposeNames[c.purpose] ? pick(purposeNames[c.purpose], lang) : c.purpose}</th>
                        <td>{t('event.given', { count: c.given })}</td>
                        <td>{t('event.withdrawn', { count: c.withdrawn })}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              ) : (
                <p className="sec">{t('consent.empty')}</p>
              )}
            </Section>
            <Section title={t('event.certificates')}>
              {e.certificates.length === 0 && <p className="sec">{t('event.noCertificates')}</p>}
              {e.certificates.map((c) => (
                <details key={c.id} className="privacyfound">
                  <summary>
                    <b>{t('event.number', { number: c.number })}</b>
                    <span className="mut">
                      {c.client}　{format.dateTime(c.issuedAt)}　{c.issuedBy}
                    </span>
                  </summary>
                  <div className="row wrap acts">
                    {(['pdf', 'docx'] as const).map((f) => (
                      <LinkButton
                        key={f}
                        look="line"
                        icon="download"
                        href={href(certificateEndpoints.file, { params: { ...params, id: c.id, format: f } })}
                      >
                        {f === 'pdf' ? 'PDF' : 'Word'}
                      </LinkButton>
                    ))}
                  </div>
                  <Counts rows={c.counts} />
                  <p className="sm mut" style={{ overflowWrap: 'anywhere' }}>
                    SHA-256 {c.hash}
                  </p>
                </details>
              ))}
            </Section>
            {!e.hold && can('privacy.edit') && (
              <Section title={t('hold.title')}>
                <p className="sec md">{t('hold.note')}</p>
                <div className="row">
                  <Button icon="lock" onClick={() => setHolding(true)}>
                    {t('hold.set')}
                  </Button>
                </div>
              </Section>
            )}
            {issuing && <Issue client={e.client} onClose={() => setIssuing(false)} />}
            {holding && (
              <Reason
                title={t('hold.set')}
                label={t('act.reason')}
                onClose={() => setHolding(false)}
                onGiven={async (reason) => {
                  await hold.mutateAsync({ body: { eventId: event.id, reason } })
                  await found.refetch()
                }}
              />
            )}
          </Page>
        )
      }}
    </Loaded>
  )
}
