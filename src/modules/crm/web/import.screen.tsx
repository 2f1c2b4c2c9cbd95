import { NativeSelect } from '@mantine/core'
import { useRef, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Alert, Button, KpiStrip, LinkButton, Section, Segments, StatusTag } from '../../../ui/bits.tsx'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Forbidden, useProblemText } from '../../../ui/states.tsx'
import { importEndpoints, importFields, type ImportKind, type ImportReport, type UploadedImport } from '../contract/import.ts'

const tones = { created: 'jade', updated: 'indigo', unchanged: 'plain', error: 'amber' } as const

/** Upload → columns → dry run with a report per row → import. */
export default function DirectoryImport() {
  const t = useT('crm')
  const can = useCan()
  const problem = useProblemText()
  const [kindText, setKind] = useUrlState('kind', 'people')
  const kind: ImportKind = kindText === 'companies' ? 'companies' : 'people'
  const [upload, setUpload] = useState<UploadedImport | null>(null)
  const [mapping, setMapping] = useState<(string | null)[]>([])
  const [report, setReport] = useState<ImportReport | null>(null)
  const [refused, setRefused] = useState<unknown>(null)
  const picker = useRef<HTMLInputElement>(null)
  const send = useCall(importEndpoints.upload)
  const run = useCall(importEndpoints.run, { invalidates: ['/crm/people', '/crm/companies'] })
  if (!can('crm.import')) return <Forbidden />

  const restart = () => (setUpload(null), setReport(null), setRefused(null))
  const onFile = async (file: File | undefined) => {
    if (!file) return
    restart()
    try {
      const answer = await send.mutateAsync({ query: { kind, name: file.name }, body: file as never })
      setUpload(answer)
      setMapping(answer.columns.map((c) => c.suggested))
    } catch (error) {
      setRefused(error)
    }
    if (picker.current) picker.current.value = ''
  }
  const go = async (dryRun: boolean) => {
    setRefused(null)
    try {
      setReport(await run.mutateAsync({ params: { id: upload!.id }, body: { mapping, dryRun } }))
    } catch (error) {
      setRefused(error)
    }
  }
  const named = mapping.includes('name') || mapping.includes('nameEn')
  const ready = report && !report.applied && report.counts.error === 0
  return (
    <Page
      title={t('import.title')}
      {...(upload ? { note: t('import.file', { name: upload.fileName, count: upload.rows }) } : {})}
      actions={
        upload && (
          <Button look="quiet" icon="refresh" onClick={restart}>
            {t('import.another')}
          </Button>
        )
      }
    >
      <input ref={picker} type="file" accept=".csv,.xlsx,.txt" hidden onChange={(e) => void onFile(e.target.files?.[0])} />
      {refused !== null && <Alert title={problem(refused)}>{t('import.nothing')}</Alert>}
      {!upload ? (
        <>
          <Segments
            label={t('import.kind')}
            value={kind}
            onChange={setKind}
            options={[
              { value: 'people', label: t('menu.people') },
              { value: 'companies', label: t('menu.companies') },
            ]}
          />
          <div
            onDragOver={(e) => e.preventDefault()}
            onDrop={(e) => {
              e.preventDefault()
              void onFile(e.dataTransfer.files[0])
            }}
          >
            <EmptyState
              icon="upload"
              title={t('import.drop')}
              action={
                <Button look="primary" icon="upload" busy={send.isPending} onClick={() => picker.current?.click()}>
                  {t('import.choose')}
                </Button>
              }
            >
              {t('import.help')}
            </EmptyState>
          </div>
        </>
      ) : report?.applied ? (
        <Alert
          tone="jade"
          title={t('import.done', report.counts)}
          action={<LinkButton to={kind === 'people' ? '/o/people' : '/o/companies'}>{t('import.see')}</LinkButton>}
        >
          {t('import.doneHelp')}
        </Alert>
      ) : (
        <>
          <Mapping kind={upload.kind} upload={upload} mapping={mapping} onChange={(next) => (setMapping(next), setReport(null))} />
          {!named && <Alert title={t('import.needName')} />}
          <div className="row acts" style={{ margin: '14px 0' }}>
            <Button
              {...(ready && report.counts.created + report.counts.updated > 0 ? {} : { look: 'primary' as const })}
              icon="check"
              disabled={!named}
              busy={run.isPending && !ready}
              onClick={() => void go(true)}
            >
              {t('import.dryRun')}
            </Button>
            {ready && report.counts.created + report.counts.updated > 0 && (
              <Button look="primary" icon="upload" busy={run.isPending} onClick={() => void go(false)}>
                {t('import.run', { count: report.counts.created + report.counts.updated })}
              </Button>
            )}
          </div>
        </>
      )}
      {report && <Report report={report} />}
    </Page>
  )
}

function Mapping({
  kind,
  upload,
  mapping,
  onChange,
}: {
  kind: ImportKind
  upload: UploadedImport
  mapping: (string | null)[]
  onChange: (next: (string | null)[]) => void
}) {
  const t = useT('crm')
  const lang = useLang()
  const fields = Object.entries(importFields[kind]).map(([value, spec]) => ({ value, label: pick(spec.label, lang) }))
  // A field has one column: choosing it elsewhere takes it from the first.
  const choose = (at: number, field: string) => onChange(mapping.map((m, j) => (j === at ? field || null : m === field ? null : m)))
  return (
    <Section title={t('import.mapping')} note={t('import.mappingNote', { row: upload.headingRow, encoding: upload.encoding })}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {upload.columns.map((c, i) => (
          <li
            key={i}
            style={{
              display: 'grid',
              gridTemplateColumns: 'minmax(0, 3fr) minmax(150px, 2fr)',
              gap: 16,
              alignItems: 'center',
              padding: '6px 0',
              borderBottom: '1px solid var(--line-soft)',
            }}
          >
            <div style={{ minWidth: 0 }}>
              <b>{c.heading || t('import.noHeading', { n: i + 1 })}</b>
              <div className="sec md" style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                {c.sample.join(lang === 'en' ? ', ' : '、') || '—'}
              </div>
            </div>
            <NativeSelect
              aria-label={t('import.intoOf', { column: c.heading || String(i + 1) })}
              value={mapping[i] ?? ''}
              onChange={(e) => choose(i, e.currentTarget.value)}
              data={[{ value: '', label: t('import.ignore') }, ...fields]}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Report({ report }: { report: ImportReport }) {
  const t = useT('crm')
  const lang = useLang()
  const { counts } = report
  return (
    <Section title={t(report.applied ? 'import.report' : 'import.preview')}>
      {!report.applied && counts.error > 0 && <Alert title={t('import.blocked', { count: counts.error })}>{t('import.blockedHelp')}</Alert>}
      <KpiStrip
        items={[
          {
            label: t('result.created'),
            value: counts.created,
            ...(report.companiesCreated ? { note: t('import.companies', { count: report.companiesCreated }) } : {}),
          },
          { label: t('result.updated'), value: counts.updated },
          { label: t('result.unchanged'), value: counts.unchanged },
          { label: t('result.error'), value: counts.error, ...(counts.error ? { tone: 'amber' as const, note: t('import.fix') } : {}) },
        ]}
      />
      <div className="tablebox" style={{ maxHeight: 480, overflow: 'auto', marginTop: 12 }}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('import.row')}</th>
              <th scope="col">{t('import.result')}</th>
              <th scope="col">{t('col.name')}</th>
              <th scope="col">{t('import.remark')}</th>
            </tr>
          </thead>
          <tbody>
            {report.rows.slice(0, 300).map((r) => (
              <tr key={r.row}>
                <td className="mut">{r.row}</td>
                <td>
                  <StatusTag tone={tones[r.result]}>{t(`result.${r.result}`)}</StatusTag>
                </td>
                <td>{r.label}</td>
                <td className="sec">
                  {r.issues.map((i, n) => (
                    <div key={n}>
                      {i.column}
                      {lang === 'en' ? ': ' : '：'}
                      {lang === 'en' ? i.en : i.zh}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.omitted + Math.max(0, report.rows.length - 300) > 0 && (
        <p className="sm mut">{t('import.omitted', { count: report.omitted + Math.max(0, report.rows.length - 300) })}</p>
      )}
    </Section>
  )
}
