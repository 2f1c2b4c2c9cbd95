import './checkin.css'
import type { ReactNode } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { LinkButton, Section } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { number } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { deskPlanDraft, deskPrepareEndpoints, type DeskPreparation, planLabels } from '../contract/desk.ts'
import { ASSUMED_SECONDS, type Lane, lanesOf, loadAt } from '../contract/lanes.ts'
import { invalidates } from './items.tsx'

/** One station: what happens with one counter less and with more. */
function Station({ lane }: { lane: Lane }) {
  const t = useT('checkin')
  const lang = useLang()
  const around = lane.counters === 0 ? [] : [lane.counters - 1, lane.counters, lane.counters + 1, lane.counters + 2].filter((n) => n > 0)
  return (
    <Section title={pick(lane.station, lang)} note={t('lanes.seconds', { n: lane.seconds })}>
      {around.length === 0 ? (
        <p className="md sec">{t('lanes.nobody')}</p>
      ) : (
        <div className="tablebox">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="n">
                  {t('lanes.counters')}
                </th>
                <th scope="col" className="n">
                  {t('lanes.queue')}
                </th>
                <th scope="col" className="n">
                  {t('lanes.wait')}
                </th>
                <th scope="col">{t('lanes.verdict')}</th>
              </tr>
            </thead>
            <tbody>
              {around.map((n) => {
                const load = loadAt(lane.arrivals, n)
                const chosen = n === lane.counters
                return (
                  <tr key={n}>
                    <td className="n">{chosen ? <b>{number(n)}</b> : number(n)}</td>
                    <td className="n">{number(load.longestQueue)}</td>
                    <td className="n">{number(load.longestWait, 1)}</td>
                    <td>{chosen ? <b>{t('lanes.fewest')}</b> : n < lane.counters ? t('lanes.tooFew') : t('lanes.reserve')}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

function Calculator({ desk }: { desk: DeskPreparation }) {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const save = useCall(deskPrepareEndpoints.plan, { invalidates })
  const form = useKitForm({ schema: deskPlanDraft, defaults: desk.plan as never })
  const said = form.watch() as Record<string, number | null>
  // While a field is empty or out of bounds the saved number stands.
  const parsed = deskPlanDraft.safeParse({ ...desk.plan, ...said })
  const plan = parsed.success ? parsed.data : desk.plan
  const { people, from, lanes } = lanesOf(plan, desk.steps, desk.heads.onsite)
  const label = (name: keyof typeof planLabels) => pick(planLabels[name], lang)
  return (
    <div className="ckgrid">
      <div>
        {lanes.map((lane) => (
          <Station key={`${lane.station.zh}/${lane.station.en}`} lane={lane} />
        ))}
        <Section title={t('lanes.how')}>
          <ul className="md sec ckhow">
            <li>
              {t(plan.people === null ? 'lanes.peopleLive' : 'lanes.peopleSaid', { n: number(people), live: number(desk.heads.onsite) })}
            </li>
            <li>{t('lanes.peak', { minutes: plan.windowMinutes, share: plan.peakShare })}</li>
            <li>{t(`lanes.from.${from}`, { n: ASSUMED_SECONDS })}</li>
            <li>{t('lanes.formula', { wait: plan.maxWait })}</li>
            <li>{t('lanes.caution')}</li>
          </ul>
        </Section>
      </div>
      <Section title={t('lanes.given')}>
        {can('desk.edit') ? (
          <Form
            form={form}
            onSubmit={async (body: any) => {
              const done = await save.mutateAsync({ params: { eventId: event.id }, body: { ...body, version: desk.plan.version } })
              form.reset(done)
              toast(t('lanes.saved'))
            }}
          >
            <Field.Number name="people" label={label('people')} min={0} help={t('lanes.peopleHelp', { n: number(desk.heads.onsite) })} />
            <Field.Number name="windowMinutes" label={label('windowMinutes')} required min={5} />
            <Field.Number name="peakShare" label={label('peakShare')} required min={0} max={100} help={t('lanes.peakHelp')} />
            <Field.Number name="maxWait" label={label('maxWait')} required min={0} />
            <Field.Number name="seconds" label={label('seconds')} min={1} help={t('lanes.secondsHelp')} />
          </Form>
        ) : (
          <p className="md sec">{t('lanes.readOnly')}</p>
        )}
      </Section>
    </div>
  )
}

/** 櫃檯試算: how many counters so that nobody waits too long, with the reckoning in the open. */
export function Lanes({ tabs }: { tabs: ReactNode }) {
  const t = useT('checkin')
  const event = useThisEvent()
  const can = useCan()
  const read = useEndpoint(deskPrepareEndpoints.read, { params: { eventId: event.id } })
  return (
    <Page
      title={t('desk.title')}
      actions={
        can('documents.read') && (
          <LinkButton look="quiet" icon="file" to="~/documents/checkin-flow">
            {t('desk.flowPaper')}
          </LinkButton>
        )
      }
    >
      {tabs}
      <Loaded of={read}>{(desk) => <Calculator key={desk.plan.version} desk={desk} />}</Loaded>
    </Page>
  )
}
