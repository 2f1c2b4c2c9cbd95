import { hasText, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts, KpiStrip, LinkButton, Section, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { number, useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { type FactRow, type Installation, systemEndpoints, type SystemState } from '../contract/system.ts'
import { Lines } from './lines.tsx'
import { Jobs } from './jobs.tsx'

const tones = { waiting: 'plain', retrying: 'indigo', givenUp: 'amber' } as const
const icons = { waiting: 'clock', retrying: 'refresh', givenUp: 'warn' } as const
const size = (bytes: number) =>
  bytes < 1_000_000 ? `${number(bytes / 1000)} kB` : bytes < 1e9 ? `${number(bytes / 1e6)} MB` : `${number(bytes / 1e9, 1)} GB`

/** Follow-ups that did not go through, each in a row with what the program said. */
function FollowUps({ rows }: { rows: FactRow[] }) {
  const t = useT('system')
  const format = useFormat()
  const text = useProblemText()
  const retry = useCall(systemEndpoints.retryFacts, { invalidates: ['/system', '/system/facts'] })
  const again = (ids?: number[]) =>
    void retry.mutateAsync({ body: ids ? { ids } : {} }).then(
      (done) => toast(t('facts.retried', { count: done.retried })),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  const at = (when: string) => format.dateTime(when, { weekday: false, short: true })
  const failed = rows.filter((f) => f.state !== 'waiting')
  return (
    <Section
      title={t('facts.title')}
      note={rows.length}
      action={
        failed.length > 0 && (
          <Button icon="refresh" busy={retry.isPending} onClick={() => again()}>
            {t('facts.retryAll')}
          </Button>
        )
      }
    >
      <p className="sec">{t(rows.length > 0 ? 'facts.note' : 'facts.none')}</p>
      {rows.length > 0 && (
        <Lines heads={[t('facts.what'), t('facts.state')]}>
          {rows.map((f) => (
            <tr key={f.id}>
              <td>
                <b>{hasText(`system:fact.${f.type}`) ? t(`fact.${f.type}`) : f.type}</b>
                <div className="sm sec">{t('facts.line', { at: at(f.createdAt), count: f.attempts })}</div>
                {f.lastError && <div className="sm mut">{t('said', { text: f.lastError })}</div>}
              </td>
              <td className="nw">
                <StatusTag tone={tones[f.state]} icon={icons[f.state]}>
                  {t(`facts.${f.state}`)}
                </StatusTag>
                {f.state === 'retrying' && f.nextAt && <div className="sm mut">{t('facts.next', { at: at(f.nextAt) })}</div>}
              </td>
              <td className="r">
                {f.state !== 'waiting' && (
                  <Button look="quiet" icon="refresh" disabled={retry.isPending} onClick={() => again([f.id])}>
                    {t('retry')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Lines>
      )}
    </Section>
  )
}

function House({ of }: { of: Installation }) {
  const t = useT('system')
  const format = useFormat()
  const at = (when: string | null) => (when ? format.dateTime(when, { weekday: false }) : null)
  const b = of.backup
  return (
    <>
      <Section title={t('backup.title')}>
        {!b ? (
          <Alert title={t('backup.none')}>{t('backup.noneNote')}</Alert>
        ) : !b.ok ? (
          <Alert title={t('backup.failed', { at: at(b.at) ?? '—' })}>
            {t('backup.failedNote')} {b.error}
          </Alert>
        ) : b.lost > 0 ? (
          <Alert title={t('backup.lost', { count: b.lost })}>{t('backup.lostNote')}</Alert>
        ) : null}
        {b && (
          <Facts
            items={[
              [t('backup.lastGood'), at(b.lastGoodAt)],
              [t('backup.size'), b.bytes > 0 ? size(b.bytes) : null],
            ]}
          />
        )}
      </Section>
      <Section title={t('storage.title')}>
        {of.storage.doubtful && <Alert title={t('storage.doubt')}>{t('storage.doubtNote')}</Alert>}
        <Facts
          items={[
            [t('storage.place'), t(`storage.${of.storage.kind}`)],
            [t('storage.files'), t('storage.filesOf', { count: of.storage.files, size: size(of.storage.bytes) })],
            [
              t('storage.orphans'),
              of.storage.sweptAt ? t('storage.orphansOf', { count: of.storage.orphans, at: at(of.storage.sweptAt) }) : null,
            ],
            [t('storage.database'), `PostgreSQL ${of.database.version}　${size(of.database.bytes)}`],
            [t('storage.release'), t('storage.releaseOf', { release: of.release, count: of.organisations })],
          ]}
        />
      </Section>
      <Jobs of={of} />
    </>
  )
}

/** How the installation is doing, and a button beside what got stuck. */
export default function System() {
  const t = useT('system')
  const state = useEndpoint(systemEndpoints.state, {})
  const facts = useEndpoint(systemEndpoints.facts, {})
  return (
    <Page title={t('menu.system')} note={t('lead')}>
      <Loaded of={state}>
        {(s: SystemState) => (
          <>
            <KpiStrip
              items={[
                {
                  label: t('kpi.mailFailed'),
                  value: s.mail.failed,
                  to: '/o/settings/mail',
                  ...(s.mail.failed ? { tone: 'amber', note: t('kpi.look') } : {}),
                },
                {
                  label: t('kpi.mailQueued'),
                  value: s.mail.queued,
                  ...(s.mail.late ? { tone: 'amber', note: t('kpi.late', { count: s.mail.late }) } : {}),
                },
                { label: t('kpi.givenUp'), value: s.facts.givenUp, ...(s.facts.givenUp ? { tone: 'amber', note: t('kpi.look') } : {}) },
                {
                  label: t('kpi.waiting'),
                  value: s.facts.waiting,
                  ...(s.facts.late ? { tone: 'amber', note: t('kpi.late', { count: s.facts.late }) } : {}),
                },
              ]}
            />
            {s.mail.failed > 0 && (
              <Alert
                title={t('mail.failed', { count: s.mail.failed })}
                action={<LinkButton to="/o/settings/mail">{t('mail.open')}</LinkButton>}
              >
                {t('mail.failedNote')}
              </Alert>
            )}
            <Loaded of={facts}>{({ rows }: { rows: FactRow[] }) => <FollowUps rows={rows} />}</Loaded>
            {s.installation ? <House of={s.installation} /> : <p className="sec">{t('guest')}</p>}
          </>
        )}
      </Loaded>
    </Page>
  )
}
