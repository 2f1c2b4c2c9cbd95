import './closing.css'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, LinkButton, ProgressBar, Section } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Page } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { type ClosingCheck, closingEndpoints, type ClosingState } from '../contract/closing.ts'

const groups = ['data', 'written', 'finish'] as const
const invalidates = ['/events/:eventId', '/events']

function Check({ of }: { of: ClosingCheck }) {
  const t = useT('closing')
  const lang = useLang()
  const body = (
    <>
      <span className={of.done ? 'clmark done' : 'clmark'}>
        <Icon name={of.done ? 'check' : 'ring'} small />
      </span>
      <span className="cltext">
        <b>{pick(of.title, lang)}</b>
        {pick(of.detail, lang) && <span className="md sec">{pick(of.detail, lang)}</span>}
      </span>
      <em className={of.done ? 'mut' : 'amber'}>{t(of.done ? 'done' : of.group === 'written' ? 'unwritten' : 'open')}</em>
    </>
  )
  // A written part opens its editor at once.
  const [to, query] = of.path.split('?')
  const section = new URLSearchParams(query).get('section')
  return (
    <li>
      {to ? (
        <AppLink to={`~${to}`} {...(section ? { search: { section, write: section } } : {})}>
          {body}
        </AppLink>
      ) : (
        <div>{body}</div>
      )}
    </li>
  )
}

function Closing({ state }: { state: ClosingState }) {
  const t = useT('closing')
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const problem = useProblemText()
  const params = { eventId: event.id }
  const close = useCall(closingEndpoints.close, { invalidates })
  const reopen = useCall(closingEndpoints.reopen, { invalidates })
  const needed = state.checks.filter((c) => c.key !== 'closed')
  const done = needed.filter((c) => c.done).length
  const closed = state.status === 'closed' || state.status === 'archived'
  const run = async (what: typeof close | typeof reopen, said: string) => {
    try {
      await what.mutateAsync({ params, body: {} })
      toast(t(said))
    } catch (error) {
      toast(problem(error), { tone: 'amber' })
    }
  }
  const ask = async () => {
    const left = needed.length - done
    if (left === 0 || (await confirm({ title: t('ask', { count: left }), body: t('askBody'), action: t('close') })))
      await run(close, 'closedNow')
  }
  const ready = state.can.close && state.over
  return (
    <Page
      title={t('title')}
      note={closed ? t('isClosed') : state.over ? t('note', { done, total: needed.length }) : t('notOver')}
      actions={
        <>
          {state.can.reopen && <Button onClick={() => void run(reopen, 'reopened')}>{t('reopen')}</Button>}
          {ready && (
            <Button look={done === needed.length ? 'primary' : 'line'} onClick={() => void ask()}>
              {t('close')}
            </Button>
          )}
          <LinkButton look={ready && done === needed.length ? 'line' : 'primary'} icon="file" to="~/documents/closing-report">
            {t('report')}
          </LinkButton>
        </>
      }
    >
      <div className="clbar">
        <ProgressBar done={done} total={needed.length} label={t('progress')} />
        {state.lastIssue && (
          <p className="md sec">
            {t('lastIssue', { number: state.lastIssue.number, who: state.lastIssue.issuedBy, when: format.date(state.lastIssue.issuedAt) })}
          </p>
        )}
      </div>
      {!state.over && (
        <Alert tone="indigo" title={t('early')}>
          {t('earlyHelp')}
        </Alert>
      )}
      <div className="clgroups">
        {groups.map((group) => {
          const list = state.checks.filter((c) => c.group === group)
          return (
            <Section
              key={group}
              title={t(`group.${group}`)}
              note={t('of', { done: list.filter((c) => c.done).length, total: list.length })}
            >
              <ul className="cllist">
                {list.map((c) => (
                  <Check key={c.key} of={c} />
                ))}
              </ul>
            </Section>
          )
        })}
      </div>
      <p className="md mut clfoot">{t('later')}</p>
    </Page>
  )
}

/** What the closing report and the closing still lack; everything is read from the records. */
export default function ClosingScreen() {
  const event = useThisEvent()
  const state = useEndpoint(closingEndpoints.get, { params: { eventId: event.id } })
  return <Loaded of={state}>{(data) => <Closing state={data} />}</Loaded>
}
