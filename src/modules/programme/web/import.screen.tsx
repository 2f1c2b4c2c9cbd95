import { type DragEvent, type ReactNode, useState } from 'react'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { ApiError } from '../../../kernel/web/client.ts'
import { Alert, Button, KpiStrip, LinkButton, Section } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { eventEndpoints } from '../../events/contract/event.ts'
import { type ImportReport, programmeEndpoints } from '../contract/programme.ts'
import { stale } from './data.ts'
import './grid.css'

const fresh = [...stale, '/events/:eventId/rooms', '/events/:eventId/tracks', '/events/:eventId/session-types', '/events/:eventId/speakers']

/** Drop a file, see what it would do, import, see what it did. */
export default function ImportProgramme() {
  const t = useT('programme')
  const event = useThisEvent()
  const text = useProblemText()
  const [file, setFile] = useState<File | null>(null)
  const [over, setOver] = useState(false)
  const check = useCall(programmeEndpoints.import)
  const run = useCall(programmeEndpoints.import, { invalidates: fresh })
  const params = { eventId: event.id }
  const ask = (f: File | undefined) => {
    if (!f) return
    setFile(f)
    run.reset()
    check.mutate({ params, query: { dryRun: 'true', filename: f.name.slice(0, 200) }, body: f as never })
  }
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    ask(e.dataTransfer.files[0])
  }
  const go = () => file && run.mutate({ params, query: { filename: file.name.slice(0, 200) }, body: file as never })
  const error = run.error ?? check.error
  const report = run.data ?? check.data
  return (
    <Page title={t('import.title')} note={file?.name} actions={<LinkButton to="~/programme">{t('menu.grid')}</LinkButton>}>
      {!run.data && (
        // oxlint-disable-next-line no-static-element-interactions -- the input inside is what keyboards reach
        <label
          className={over ? 'dropzone over' : 'dropzone'}
          onDragOver={(e) => {
            e.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <input
            type="file"
            accept=".xml,.json,.ics,.ical,application/xml,application/json,text/calendar"
            onChange={(e) => {
              ask(e.currentTarget.files?.[0])
              e.currentTarget.value = ''
            }}
          />
          <b>{file ? t('import.another') : t('import.drop')}</b>
          <p className="md sec">{t('import.dialects')}</p>
          <p className="sm mut">{t('import.promise')}</p>
        </label>
      )}
      {check.isPending && (
        <p className="sec" role="status" style={{ marginTop: 16 }}>
          {t('import.reading')}
        </p>
      )}
      {error && (
        <div style={{ marginTop: 16 }}>
          <Alert title={text(error)}>
            {error instanceof ApiError &&
              error.fields.map((f) => (
                <p key={f.path}>
                  {f.path}：{f.message}
                </p>
              ))}
            <p>{t('import.nothing')}</p>
          </Alert>
        </div>
      )}
      {report && !error && (
        <>
          {run.data && (
            <div style={{ marginBottom: 16 }}>
              <Alert
                tone="jade"
                title={t(run.data.created + run.data.updated ? 'import.done' : 'import.same', {
                  created: run.data.created,
                  updated: run.data.updated,
                })}
                action={
                  <>
                    <LinkButton look="primary" to="~/programme">
                      {t('import.see')}
                    </LinkButton>
                    <LinkButton to="~/sessions">{t('menu.sessions')}</LinkButton>
                  </>
                }
              />
            </div>
          )}
          <Report r={report}>
            {!run.data && (
              <div className="row acts" style={{ margin: '16px 0 4px' }}>
                <Button look="primary" large icon="upload" busy={run.isPending} onClick={go}>
                  {t('import.run')}
                </Button>
                <Button
                  large
                  onClick={() => {
                    setFile(null)
                    check.reset()
                  }}
                >
                  {t('ui:cancel')}
                </Button>
              </div>
            )}
          </Report>
        </>
      )}
    </Page>
  )
}

function Report({ r, children }: { r: ImportReport; children: ReactNode }) {
  const t = useT('programme')
  const lang = useLang()
  return (
    <div style={{ marginTop: 16 }}>
      <p className="md sec">
        {[t(`dialect.${r.dialect}`), pick(r.title, lang), t('import.time', { zone: r.zone })].filter(Boolean).join('　')}
      </p>
      <KpiStrip
        items={[
          { label: t('menu.sessions'), value: r.sessions },
          { label: t('menu.speakers'), value: r.speakers },
          { label: t('setup.rooms'), value: r.rooms },
          { label: t('setup.tracks'), value: r.tracks },
          {
            label: r.dryRun ? t('import.willCreate') : t('import.created'),
            value: r.created,
            note: t('import.rest', { updated: r.updated, unchanged: r.unchanged }),
          },
        ]}
      />
      <Dates r={r} />
      {r.absent > 0 && (
        <Alert tone="indigo" title={t('import.absent', { count: r.absent })}>
          {t('import.absentBody')}
        </Alert>
      )}
      {children}
      {r.dryRun && r.first.length > 0 && (
        <Section title={t('import.first')}>
          <ul>
            {r.first.map((x, i) => (
              <li key={i}>{pick(x, lang)}</li>
            ))}
          </ul>
        </Section>
      )}
      <Notes title={t('import.skipped')} rows={r.skipped} none={t('import.noneSkipped')} />
      <Notes title={t('import.repaired')} rows={r.repaired} none={t('import.noneRepaired')} />
    </div>
  )
}

const shown = 200
function Notes({ title, rows, none }: { title: string; rows: ImportReport['repaired']; none: string }) {
  const t = useT('programme')
  return (
    <Section title={title} note={rows.length || undefined}>
      {rows.length === 0 ? (
        <p className="mut">{none}</p>
      ) : (
        <table className="notes">
          <thead>
            <tr>
              <th scope="col">{t('import.place')}</th>
              <th scope="col">{t('import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((n, i) => (
              <tr key={i}>
                <td>{n.place || t('import.whole')}</td>
                <td>{n.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown && <p className="mut">{t('import.more', { count: rows.length - shown })}</p>}
    </Section>
  )
}

/** Where the file's days or zone are not the event's: says so, and offers to take them over. */
function Dates({ r }: { r: ImportReport }) {
  const t = useT('programme')
  const f = useFormat(r.zone)
  const scope = useThisEvent()
  const of = useEndpoint(eventEndpoints.get, { params: { eventId: scope.id } })
  const save = useCall(eventEndpoints.update, { invalidates: ['/events', ...fresh] })
  const e = of.data
  if (!e || !r.start || !r.end) return null
  const [start, end] = [instantToZoned(r.start, r.zone).date, instantToZoned(r.end, r.zone).date]
  const outside = start < e.startDate || end > e.endDate
  if (!outside && r.zone === e.zone) return null
  const take = () =>
    save.mutate({
      params: { eventId: e.id },
      body: { version: e.version, zone: r.zone, ...(outside ? { startDate: start, endDate: end } : {}) },
    })
  return (
    <div style={{ margin: '12px 0' }}>
      <Alert
        title={t('import.elsewhen')}
        action={
          e.can?.['events.edit'] && (
            <Button busy={save.isPending} onClick={take}>
              {t('import.adopt')}
            </Button>
          )
        }
      >
        {t('import.elsewhenBody', {
          from: f.date(start),
          to: f.date(end),
          zone: r.zone,
          ours: `${f.date(e.startDate)}–${f.date(e.endDate)}`,
          ourZone: e.zone,
        })}
      </Alert>
    </div>
  )
}
