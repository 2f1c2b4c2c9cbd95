import { useMemo, useState } from 'react'
import { z } from 'zod'
import { type Lang, pick } from '../../../kernel/contract/localized.ts'
import { download, href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint, usePages } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, Facts, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { date, useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen, type Query } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { certificateEndpoints as e, type CertificateRow, roleNames } from '../contract/certificate.ts'
import { SignInSheet } from './sign-in-sheet.tsx'

type T = ReturnType<typeof useT>
const daysOf = (list: readonly string[], lang: Lang) => list.map((d) => date(d, lang, { short: true })).join(lang === 'en' ? ', ' : '、')
const stateOf = (r: CertificateRow, t: T) =>
  r.revokedAt ? (
    <StatusTag tone="plain">{t('cert.revoked')}</StatusTag>
  ) : r.attention ? (
    <StatusTag tone="amber">{t(`cert.attention.${r.attention}`)}</StatusTag>
  ) : (
    <StatusTag tone="jade">{t('cert.valid')}</StatusTag>
  )

const invalidates = ['/events/:eventId/attendance-certificates']
const states = ['valid', 'attention', 'revoked'] as const

const revocation = z.object({ reason: z.string().trim().min(1).max(300) })
function Revoke({ row, onClose, done }: { row: CertificateRow | null; onClose: () => void; done: (row: CertificateRow) => void }) {
  const t = useT('checkin')
  const event = useThisEvent()
  const revoke = useCall(e.revoke, { invalidates })
  const form = useKitForm({ schema: revocation, defaults: { reason: '' } })
  return (
    <FormModal
      open={row !== null}
      onClose={onClose}
      title={t('cert.revokeTitle', { serial: row?.serial ?? '', name: row?.name ?? '' })}
      form={form}
      submit={t('cert.revoke')}
      onSubmit={async (body) => {
        const made = await revoke.mutateAsync({ params: { eventId: event.id, id: row!.id }, body: body as z.output<typeof revocation> })
        form.reset({ reason: '' })
        onClose()
        done(made)
      }}
    >
      <p className="md sec">{t('cert.revokeHelp')}</p>
      <Field.Textarea name="reason" label={t('cert.reason')} required />
    </FormModal>
  )
}

/** 證明與簽到表: who has a certificate, who still waits for one, and the papers to print. */
export default function Certificates() {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const say = useProblemText()
  const format = useFormat(event.zone)
  const params = { eventId: event.id }
  const [filter, onFilter] = useUrlState('filter', 'all')
  const [query, onQuery] = useState<Query>({})
  const [revoking, setRevoking] = useState<CertificateRow | null>(null)
  const [sheet, setSheet] = useState(false)
  const [printing, setPrinting] = useState('')
  const state = states.find((s) => s === filter)
  const { list } = usePages(e.list, { params, query: { ...query, ...(state ? { state } : {}), limit: 200 } })
  const { data: sum } = useEndpoint(e.summary, { params })
  const issue = useCall(e.issue, { invalidates })
  const restore = useCall(e.restore, { invalidates })
  const [mayIssue, mayRevoke] = [can('checkin.certify'), can('checkin.revoke')]
  const due = sum ? sum.waiting + sum.outdated : 0
  const failed = (error: unknown) => toast(say(error), { tone: 'amber' })

  const print = (id?: string) => {
    setPrinting(id ?? 'all')
    void download(href(e.file, { params, query: id ? { id } : {} }))
      .catch(failed)
      .finally(() => setPrinting(''))
  }
  const askIssue = async () => {
    if (!sum) return
    const body = [
      t('cert.askBody', { count: sum.came }),
      sum.outdated ? t('cert.askOutdated', { count: sum.outdated }) : '',
      t('cert.askKeep'),
    ]
    if (
      !(await confirm({ title: t('cert.askTitle', { count: sum.waiting }), body: body.filter(Boolean).join(' '), action: t('cert.issue') }))
    )
      return
    issue.mutateAsync({ params, body: {} }).then((r) => toast(t('cert.issued', { count: r.issued, renewed: r.renewed })), failed)
  }
  const takeBack = (row: CertificateRow) =>
    void restore
      .mutateAsync({ params: { ...params, id: row.id }, body: {} })
      .then((r) => toast(t('cert.restored', { serial: r.serial })), failed)

  const columns = useMemo<Column<CertificateRow>[]>(
    () => [
      { key: 'number', label: t('cert.serial'), value: (r) => r.serial, width: 96, card: 'detail' },
      { key: 'name', label: t('guests.name'), value: (r) => r.name, width: 160, card: 'title' },
      { key: 'organisation', label: t('guests.organisation'), value: (r) => r.organisation, groupable: true, card: 'detail' },
      {
        key: 'role',
        label: t('cert.role'),
        value: (r) => (lang === 'en' ? roleNames[r.category].en.replace(/^an? /, '') : roleNames[r.category].zh),
        width: 120,
        sortable: false,
        groupable: true,
      },
      { key: 'days', label: t('cert.days'), value: (r) => daysOf(r.days, lang), width: 180, sortable: false, card: 'tag' },
      {
        key: 'state',
        label: t('cert.state'),
        value: (r) => (r.revokedAt ? 'revoked' : (r.attention ?? 'valid')),
        render: (r) => stateOf(r, t),
        width: 150,
        sortable: false,
        card: 'state',
      },
      {
        key: 'issuedAt',
        label: t('cert.issuedAt'),
        value: (r) => r.issuedAt,
        render: (r) => date(r.issuedAt, lang, { zone: event.zone, short: true }),
        width: 110,
      },
    ],
    [t, lang, event.zone],
  )

  return (
    <>
      <ListScreen<CertificateRow>
        {...list}
        id="checkin.certificates"
        title={t('cert.heading')}
        count={sum ? t('cert.count', { count: sum.valid, came: sum.came }) : undefined}
        columns={columns}
        query={query}
        onQuery={onQuery}
        searchHint={t('cert.search')}
        filters={[
          { key: 'all', label: t('cert.all'), ...(sum ? { count: sum.valid + sum.revoked } : {}) },
          { key: 'attention', label: t('cert.look'), ...(sum ? { count: sum.attention } : {}) },
          { key: 'revoked', label: t('cert.revoked'), ...(sum ? { count: sum.revoked } : {}) },
        ]}
        filter={filter}
        onFilter={onFilter}
        {...(mayIssue && due > 0 && !issue.isPending
          ? { primary: { label: t('cert.issueDue', { count: due }), icon: 'plus' as const, onClick: () => void askIssue() } }
          : {})}
        actions={
          <>
            {mayIssue && sum !== undefined && sum.valid > 0 && (
              <Button icon="print" busy={printing === 'all'} onClick={() => print()}>
                {t('cert.printAll', { count: sum.valid })}
              </Button>
            )}
            <Button icon="pen" onClick={() => setSheet(true)}>
              {t('sheet.open')}
            </Button>
          </>
        }
        drawer={(r) => ({
          code: r.serial,
          title: r.name,
          detail: r.nameEn || r.organisation,
          body: (
            <>
              {r.attention && (
                <Alert title={t(`cert.attention.${r.attention}`)}>{t(`cert.why.${r.attention}`, { now: daysOf(r.daysNow, lang) })}</Alert>
              )}
              <Facts
                items={[
                  [t('cert.state'), stateOf(r, t)],
                  [t('guests.organisation'), r.organisation || '—'],
                  [t('guests.ticket'), pick(r.ticket, lang)],
                  [t('cert.days'), daysOf(r.days, lang)],
                  [t('cert.issuedAt'), t('cert.by', { when: format.dateTime(r.issuedAt), name: r.issuedBy })],
                  ...(r.issues > 1 ? ([[t('cert.issues'), t('cert.times', { count: r.issues })]] as [string, string][]) : []),
                  ...(r.revokedAt
                    ? ([
                        [t('cert.revoked'), t('cert.by', { when: format.dateTime(r.revokedAt), name: r.revokedBy ?? '' })],
                        [t('cert.reason'), r.revokeReason],
                      ] as [string, string][])
                    : []),
                ]}
              />
              <div className="row wrap acts">
                {mayIssue && !r.revokedAt && (
                  <Button icon="print" busy={printing === r.id} onClick={() => print(r.id)}>
                    {t('cert.print')}
                  </Button>
                )}
                <LinkButton icon="link" href={r.verify} target="_blank" rel="noreferrer">
                  {t('cert.verify')}
                </LinkButton>
                {mayRevoke &&
                  (r.revokedAt ? (
                    <Button icon="undo" busy={restore.isPending} onClick={() => takeBack(r)}>
                      {t('cert.restore')}
                    </Button>
                  ) : (
                    <Button icon="minus" onClick={() => setRevoking(r)}>
                      {t('cert.revoke')}
                    </Button>
                  ))}
              </div>
            </>
          ),
        })}
        empty={
          query.q || filter !== 'all' ? (
            <EmptyState icon="file" title={t('cert.none')} />
          ) : (
            <EmptyState icon="file" title={t(sum && sum.came === 0 ? 'cert.nobody' : 'cert.empty')}>
              {t(sum && sum.came === 0 ? 'cert.nobodyHelp' : 'cert.emptyHelp', { count: sum?.waiting ?? 0 })}
            </EmptyState>
          )
        }
      />
      <Revoke
        row={revoking}
        onClose={() => setRevoking(null)}
        done={(r) => toast(t('cert.revokedDone', { serial: r.serial }), { undo: () => takeBack(r) })}
      />
      <SignInSheet open={sheet} onClose={() => setSheet(false)} />
    </>
  )
}
