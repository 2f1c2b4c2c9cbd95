import { useState } from 'react'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Alert, Button, Section, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { retentionEndpoints, type RetentionRow } from '../contract/inventory.ts'
import { erasureNames } from '../contract/personal.ts'
import { Places, Runs } from './parts.tsx'

const schema = z.object({ days: z.number().int().min(0).max(36_500), active: z.boolean(), note: z.string().trim().max(300) })

function Edit({ of, onClose }: { of: RetentionRow; onClose: () => void }) {
  const t = useT('privacy')
  const lang = useLang()
  const save = useCall(retentionEndpoints.save, { invalidates: ['/privacy/retention', '/privacy/retention/preview'] })
  const form = useKitForm({ schema, defaults: { days: of.days ?? 0, active: of.active, note: of.own } })
  return (
    <FormModal
      open
      onClose={onClose}
      title={pick(of.label, lang)}
      form={form}
      onSubmit={async (body: z.output<typeof schema>) => {
        await save.mutateAsync({ params: { code: of.code }, body: { ...body, version: of.version } })
        toast(t('retention.saved'))
        onClose()
      }}
    >
      <Field.Number
        name="days"
        label={t(`retention.from.${of.from}`)}
        help={of.promised ? t('retention.promised') : undefined}
        required
        min={0}
        max={36_500}
      />
      <Field.Switch name="active" label={t('retention.active')} help={t('retention.activeHelp')} />
      <Field.Text name="note" label={t('retention.own')} />
    </FormModal>
  )
}

/** What the clock erases tonight, how long each kind is kept, what is on hold, and what was done. */
export default function Retention() {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const can = useCan()
  const text = useProblemText()
  const [editing, setEditing] = useState<RetentionRow | null>(null)
  const rules = useEndpoint(retentionEndpoints.list, {})
  const preview = useEndpoint(retentionEndpoints.preview, {})
  const holds = useEndpoint(retentionEndpoints.holds, {})
  const runs = useEndpoint(retentionEndpoints.runs, {})
  const lift = useCall(retentionEndpoints.lift, { invalidates: ['/privacy/holds', '/privacy/retention/preview'] })
  const clocks = (rows: RetentionRow[]) => rows.filter((r) => r.from !== 'none')
  return (
    <>
      <Places on="/retention" />
      <Page title={t('places.retention')} note={t('retention.note')}>
        <Section title={t('retention.tonight')}>
          <Loaded of={preview}>
            {({ rows }) => {
              const due = rows.filter((r) => r.due || r.held)
              if (!due.length)
                return (
                  <Alert tone="jade" icon="check" title={t('retention.nothing')}>
                    {t('retention.nothingNote')}
                  </Alert>
                )
              return (
                <>
                  {due.map((r) => (
                    <details key={r.table} className="privacyfound">
                      <summary>
                        <b>{pick(r.label, lang)}</b>
                        <span className="mut">{t('retention.due', { count: r.due })}</span>{' '}
                        <StatusTag soft tone={r.active ? 'amber' : 'plain'} icon={r.active ? 'clock' : null}>
                          {r.active ? `${t('retention.goes')}：${pick(erasureNames[r.action], lang)}` : t('retention.off')}
                        </StatusTag>
                        {r.held > 0 && <span className="mut">{t('retention.held', { count: r.held })}</span>}
                      </summary>
                      <ul>
                        {r.samples.map((s) => (
                          <li key={s.id} className="md">
                            {s.name || t('found.row', { id: s.id.slice(-6) })}　
                            <span className="mut">{t('retention.since', { date: format.date(s.since) })}</span>
                          </li>
                        ))}
                      </ul>
                    </details>
                  ))}
                </>
              )
            }}
          </Loaded>
        </Section>
        <Section title={t('retention.rules')}>
          <Loaded of={rules}>
            {({ rows }) => (
              <table className="privacytable">
                <thead>
                  <tr>
                    <th scope="col">{t('inventory.file')}</th>
                    <th scope="col">{t('retention.kept')}</th>
                    <th scope="col">{t('retention.clock')}</th>
                    <th scope="col">
                      <span className="vh">{t('retention.change')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {clocks(rows).map((r) => (
                    <tr key={r.code}>
                      <td>
                        <b>{pick(r.label, lang)}</b>
                        {r.own && <div className="sm mut">{r.own}</div>}
                      </td>
                      <td>
                        {t(`retention.from.${r.from}`)}
                        {lang === 'en' ? ': ' : ' '}
                        {t('retention.days', { count: r.days ?? 0 })}
                        {r.promised && <div className="sm mut">{t('retention.promised')}</div>}
                        {r.days !== r.proposed && <div className="sm mut">{t('retention.proposed', { count: r.proposed ?? 0 })}</div>}
                      </td>
                      <td>
                        <StatusTag tone={r.active ? 'jade' : 'plain'} icon={r.active ? 'check' : null}>
                          {t(r.active ? 'retention.on' : 'retention.off')}
                        </StatusTag>
                      </td>
                      <td className="num">
                        {can('privacy.settings') && (
                          <Button
                            look="quiet"
                            icon="pen"
                            aria-label={t('retention.changeOf', { name: pick(r.label, lang) })}
                            onClick={() => setEditing(r)}
                          />
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Loaded>
        </Section>
        <Section title={t('retention.stays')}>
          <Loaded of={rules}>
            {({ rows }) => (
              <table className="privacytable">
                <tbody>
                  {rows
                    .filter((r) => r.from === 'none')
                    .map((r) => (
                      <tr key={r.code}>
                        <th scope="row">{pick(r.label, lang)}</th>
                        <td>{pick(r.note, lang)}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            )}
          </Loaded>
        </Section>
        <Section title={t('hold.title')}>
          <p className="sec md">{t('hold.note')}</p>
          <Loaded of={holds}>
            {({ rows }) => (
              <ul className="privacyruns">
                {rows.map((h) => (
                  <li key={h.id}>
                    <b>{pick(h.event, lang)}</b>
                    <span>{h.reason}</span>
                    <span className="mut">
                      {h.byName}　{format.date(h.since)}
                      {h.liftedAt && ` – ${format.date(h.liftedAt)}`}
                    </span>
                    {!h.liftedAt && can('privacy.edit') && (
                      <Button
                        look="quiet"
                        onClick={() =>
                          void lift.mutateAsync({ params: { id: h.id }, body: {} }).then(
                            () => toast(t('hold.lifted')),
                            (error) => toast(text(error), { tone: 'amber' }),
                          )
                        }
                      >
                        {t('hold.lift')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </Section>
        <Section title={t('run.title')}>
          <Loaded of={runs}>{({ rows }) => <Runs rows={rows} empty={t('run.none')} />}</Loaded>
        </Section>
      </Page>
      {editing && <Edit of={editing} onClose={() => setEditing(null)} />}
    </>
  )
}
