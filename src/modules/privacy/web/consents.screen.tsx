import { useState } from 'react'
import type { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Section, StatusTag } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen, type Query } from '../../../ui/list/list.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { consentChannelNames, consentDraft, consentEndpoints, purposeNames, type ConsentRow } from '../contract/consent.ts'
import { Places } from './parts.tsx'
import { Reason } from './reason.tsx'

/** Who agreed to what, when, to which text, and who took it back. */
export default function Consents() {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const may = useCan()('privacy.edit')
  const [query, onQuery] = useState<Query>({})
  const [adding, setAdding] = useState(false)
  const [lifting, setLifting] = useState<string | null>(null)
  const found = useEndpoint(consentEndpoints.list, { query: query.q ? { q: query.q } : {} }, { keepPrevious: true })
  const stops = useEndpoint(consentEndpoints.stops, {})
  const notices = useEndpoint(consentEndpoints.notices, {})
  const fresh = { invalidates: ['/privacy/consents', '/privacy/stops', '/privacy/people/:id/consents'] }
  const create = useCall(consentEndpoints.create, fresh)
  const lift = useCall(consentEndpoints.lift, fresh)
  const form = useKitForm({
    schema: consentDraft,
    defaults: { purpose: 'news', act: 'withdrawn', channel: 'phone', email: '', name: '', proof: '', personId: null },
  })
  const purpose = (key: string) => (purposeNames[key] ? pick(purposeNames[key], lang) : key)
  const columns: Column<ConsentRow>[] = [
    {
      key: 'name',
      label: t('consent.name'),
      value: (r) => r.name || r.email || t('consent.erased'),
      card: 'title',
      render: (r) => <b>{r.name || r.email || t('consent.erased')}</b>,
    },
    { key: 'email', label: t('consent.email'), value: (r) => r.email, width: 190, card: 'detail' },
    { key: 'purpose', label: t('consent.purpose'), value: (r) => purpose(r.purpose), width: 150, groupable: true, card: 'tag' },
    {
      key: 'act',
      label: t('consent.act'),
      value: (r) => t(`consent.${r.act}`),
      width: 100,
      groupable: true,
      card: 'state',
      render: (r) => (
        <StatusTag tone={r.act === 'given' ? 'jade' : 'plain'} icon={r.act === 'given' ? 'check' : 'x'}>
          {t(`consent.${r.act}`)}
        </StatusTag>
      ),
    },
    { key: 'at', label: t('consent.at'), value: (r) => r.at, width: 190, render: (r) => format.dateTime(r.at) },
    { key: 'channel', label: t('consent.channel'), value: (r) => pick(consentChannelNames[r.channel], lang), width: 110, groupable: true },
    {
      key: 'version',
      label: t('consent.version'),
      value: (r) => r.noticeVersion,
      width: 110,
      render: (r) => <span title={r.noticeHash}>{r.noticeVersion || '—'}</span>,
    },
    { key: 'proof', label: t('consent.proof'), value: (r) => r.proof, width: 160 },
    {
      key: 'event',
      label: t('request.event'),
      value: (r) => (r.eventName ? pick(r.eventName, lang) : ''),
      width: 200,
      hidden: true,
      groupable: true,
    },
  ]
  return (
    <>
      <Places on="/consents" />
      <ListScreen
        id="privacy.consents"
        title={t('places.consents')}
        rows={found.data?.rows}
        {...(found.data ? { total: found.data.total } : {})}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        query={query}
        onQuery={onQuery}
        searchHint={t('consent.search')}
        primary={may ? { label: t('consent.add'), onClick: () => setAdding(true) } : undefined}
        empty={
          <EmptyState icon="check" title={t('consent.empty')}>
            {t('consent.emptyNote')}
          </EmptyState>
        }
      />
      <div className="pagebox">
        <Section title={t('stop.title')} note={stops.data?.rows.length}>
          <p className="sec md">{t('stop.note')}</p>
          <Loaded of={stops}>
            {({ rows }) => (
              <ul className="privacyruns">
                {rows.map((s) => (
                  <li key={s.id}>
                    <b>{s.name || s.email}</b>
                    <span>{s.email}</span>
                    <span className="mut">{format.date(s.since)}</span>
                    {may && (
                      <Button look="quiet" onClick={() => setLifting(s.id)}>
                        {t('stop.lift')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </Section>
        <Section title={t('notice.title')} note={notices.data?.rows.length}>
          <p className="sec md">{t('notice.note')}</p>
          <Loaded of={notices}>
            {({ rows }) => (
              <>
                {rows.map((n) => (
                  <details key={n.id} className="privacyfound">
                    <summary>
                      <b>{n.version}</b>
                      <span className="mut">
                        {purpose(n.kind === 'registration' ? 'privacy' : n.kind)}　{format.dateTime(n.createdAt)}　
                        <code>{n.hash.slice(0, 12)}…</code>
                      </span>
                    </summary>
                    <p className="md" style={{ whiteSpace: 'pre-wrap' }}>
                      {pick(n.body, lang)}
                    </p>
                  </details>
                ))}
              </>
            )}
          </Loaded>
        </Section>
      </div>
      <FormModal
        open={adding}
        onClose={() => setAdding(false)}
        title={t('consent.add')}
        form={form}
        onSubmit={async (body: z.output<typeof consentDraft>) => {
          await create.mutateAsync({ body })
          toast(t('consent.added'))
          setAdding(false)
          form.reset()
        }}
      >
        <Field.Email name="email" label={t('consent.email')} required />
        <Field.Text name="name" label={t('consent.name')} />
        <Field.Select
          name="purpose"
          label={t('consent.purpose')}
          required
          options={Object.keys(purposeNames).map((value) => ({ value, label: purpose(value) }))}
        />
        <Field.Select
          name="act"
          label={t('consent.act')}
          required
          options={(['given', 'withdrawn'] as const).map((value) => ({ value, label: t(`consent.${value}`) }))}
        />
        <Field.Select
          name="channel"
          label={t('consent.channel')}
          required
          options={(['mail', 'paper', 'phone', 'desk'] as const).map((value) => ({ value, label: pick(consentChannelNames[value], lang) }))}
        />
        <Field.Text name="proof" label={t('consent.proof')} help={t('consent.proofHelp')} />
      </FormModal>
      {lifting && (
        <Reason
          title={t('stop.lift')}
          label={t('act.reason')}
          onClose={() => setLifting(null)}
          onGiven={(reason) => lift.mutateAsync({ params: { id: lifting }, body: { reason } })}
        />
      )}
    </>
  )
}
