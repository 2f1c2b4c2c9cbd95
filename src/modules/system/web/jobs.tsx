import { hasText, useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { Button, Section, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { useProblemText } from '../../../ui/states.tsx'
import { systemEndpoints } from '../contract/system.ts'
import type { Installation, JobRow } from '../contract/system.ts'
import { Lines } from './lines.tsx'

function useJobName() {
  const t = useT('system')
  return (name: string) => {
    const key = `job.${name.replaceAll(/[^a-zA-Z]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())}`
    return hasText(`system:${key}`) ? t(key) : name
  }
}
const stateOf = (j: JobRow) =>
  j.active > 0 ? 'running' : j.lastState === 'failed' ? 'failed' : j.lastState === 'completed' ? 'done' : 'never'
const tones = { running: 'indigo', failed: 'amber', done: 'jade', never: 'plain' } as const
const icons = { running: 'clock', failed: 'warn', done: 'check', never: 'minus' } as const

/** Scheduled jobs with their last and next run, and the runs that failed. */
export function Jobs({ of }: { of: Installation }) {
  const t = useT('system')
  const format = useFormat()
  const text = useProblemText()
  const nameOf = useJobName()
  const run = useCall(systemEndpoints.runJob, { invalidates: ['/system'] })
  const again = useCall(systemEndpoints.retryJob, { invalidates: ['/system'] })
  const say = (done: Promise<{ queued: boolean }>) =>
    void done.then(
      ({ queued }) => toast(t(queued ? 'jobs.queued' : 'jobs.already')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  const at = (when: string | null) => (when ? format.dateTime(when, { weekday: false, short: true }) : '—')
  return (
    <>
      <Section title={t('jobs.title')} note={of.jobs.length}>
        <p className="sec">{t('jobs.note')}</p>
        {of.jobs.length > 0 && (
          <Lines heads={[t('jobs.name'), t('jobs.state')]}>
            {of.jobs.map((j) => (
              <tr key={j.name}>
                <td>
                  <b>{nameOf(j.name)}</b>
                  <div className="sm sec">
                    {t('jobs.line', { last: at(j.lastAt), next: j.waiting > 0 ? t('jobs.waits') : at(j.nextAt) })}
                  </div>
                </td>
                <td className="nw">
                  <StatusTag tone={tones[stateOf(j)]} icon={icons[stateOf(j)]}>
                    {t(`jobs.${stateOf(j)}`)}
                  </StatusTag>
                </td>
                <td className="r">
                  <Button
                    look="quiet"
                    disabled={run.isPending}
                    aria-label={t('jobs.runOne', { name: nameOf(j.name) })}
                    onClick={() => say(run.mutateAsync({ body: { name: j.name } }))}
                  >
                    {t('jobs.run')}
                  </Button>
                </td>
              </tr>
            ))}
          </Lines>
        )}
      </Section>
      {of.failures.length > 0 && (
        <Section title={t('failures.title')} note={of.failures.length}>
          <p className="sec">{t('failures.note')}</p>
          <Lines heads={[t('jobs.name')]}>
            {of.failures.map((f) => (
              <tr key={f.id}>
                <td>
                  <b>{nameOf(f.name)}</b>
                  <div className="sm sec">{t('facts.line', { at: at(f.at), count: f.tries })}</div>
                  {f.error && <div className="sm mut">{t('said', { text: f.error })}</div>}
                </td>
                <td className="r">
                  <Button
                    look="quiet"
                    icon="refresh"
                    disabled={again.isPending}
                    aria-label={t('failures.retryOne', { name: nameOf(f.name) })}
                    onClick={() => say(again.mutateAsync({ body: { name: f.name, id: f.id } }))}
                  >
                    {t('retry')}
                  </Button>
                </td>
              </tr>
            ))}
          </Lines>
        </Section>
      )}
    </>
  )
}
