import './checkin.css'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useUrlState } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Feed, KpiStrip, LinkButton, Section, Segments } from '../../../ui/bits.tsx'
import { number, percent, useFormat } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Board, boardEndpoints } from '../contract/board.ts'
import { Arrivals } from './arrivals.tsx'

/** The code that makes the phone in the hand a desk. */
function GateLink({ eventId }: { eventId: string }) {
  const t = useT('checkin')
  return (
    <Section title={t('gate.title')}>
      <div className="ckgate">
        <img src={href(boardEndpoints.gateLink, { params: { eventId } })} alt={t('gate.qr')} width={112} height={112} />
        <div>
          <p className="md sec">{t('gate.help')}</p>
          <p className="sm mut">{t('gate.https')}</p>
        </div>
      </div>
    </Section>
  )
}

function Day({ board }: { board: Board }) {
  const t = useT('checkin')
  const lang = useLang()
  const can = useCan()
  const event = useThisEvent()
  const format = useFormat(board.zone)
  const rate = board.expected ? board.arrived / board.expected : 0
  const peak = board.bins.toSorted((a, b) => b.count - a.count)[0]
  const last = board.recent[0]
  return (
    <>
      <KpiStrip
        items={[
          { label: t('kpi.arrived'), value: number(board.arrived), unit: t('kpi.of', { n: number(board.expected) }), note: percent(rate) },
          { label: t('kpi.missing'), value: number(Math.max(0, board.expected - board.arrived)), to: '~/arrivals?filter=missing' },
          { label: t('kpi.peak'), value: peak ? peak.time : '—', ...(peak ? { unit: t('kpi.people', { count: peak.count }) } : {}) },
          { label: t('kpi.last'), value: last ? format.time(last.at) : '—', ...(last ? { unit: last.device || t('noDevice') } : {}) },
        ]}
      />
      <div className="ckgrid">
        <div>
          <Section title={t('curve.title')} note={t('curve.note')}>
            {board.bins.length > 0 ? (
              <Arrivals bins={board.bins} label={t('curve.label', { count: board.arrived })} />
            ) : (
              <EmptyState icon="scan" title={t('curve.none')}>
                {t('curve.noneHelp')}
              </EmptyState>
            )}
          </Section>
          {board.byDevice.length > 0 && (
            <Section title={t('device.title')} note={board.byDevice.length}>
              <div className="tablebox">
                <table className="table">
                  <thead>
                    <tr>
                      <th>{t('device.name')}</th>
                      <th className="n">{t('device.count')}</th>
                      <th className="n">{t('device.share')}</th>
                      <th className="n">{t('device.last')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {board.byDevice.map((d) => (
                      <tr key={d.device}>
                        <td>{d.device || t('noDevice')}</td>
                        <td className="n">{number(d.count)}</td>
                        <td className="n">{percent(d.count / Math.max(1, board.arrived))}</td>
                        <td className="n">{format.time(d.last)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </Section>
          )}
        </div>
        <div>
          {can('checkin.do') && <GateLink eventId={event.id} />}
          {board.recent.length > 0 && (
            <Section title={t('recent.title')} action={<AppLink to="~/arrivals?filter=arrived">{t('recent.all')}</AppLink>}>
              <Feed
                items={board.recent.map((r) => ({
                  key: r.checkinId,
                  when: format.time(r.at),
                  who: r.name,
                  what: [r.organisation, pick(r.ticket, lang), r.device].filter(Boolean).join('・'),
                }))}
              />
            </Section>
          )}
          {can('documents.read') && (
            <Section title={t('papers.title')}>
              <div className="row wrap acts">
                <LinkButton icon="file" to="~/documents/attendance-list">
                  {t('papers.attendance')}
                </LinkButton>
                <LinkButton icon="file" to="~/documents/attendee-roster">
                  {t('papers.roster')}
                </LinkButton>
              </div>
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

/** 報到: one day at the gate, live. */
export default function BoardScreen() {
  const t = useT('checkin')
  const event = useThisEvent()
  const can = useCan()
  const format = useFormat(event.zone)
  const [day, setDay] = useUrlState('day', '')
  const read = useEndpoint(
    boardEndpoints.board,
    { params: { eventId: event.id }, query: day ? { day } : {} },
    { keepPrevious: true, refetchInterval: 60_000 },
  )
  const board = read.data
  return (
    <Page
      title={t('board.title')}
      note={board ? format.date(board.day) : undefined}
      actions={
        <>
          {board && board.days.length > 1 && (
            <Segments
              label={t('board.day')}
              value={board.day}
              onChange={setDay}
              options={board.days.map((d) => ({ value: d.day, label: `${format.date(d.day, { short: true })} ${number(d.arrived)}` }))}
            />
          )}
          <LinkButton icon="list" to="~/arrivals">
            {t('menu.guests')}
          </LinkButton>
          {can('checkin.do') && (
            <LinkButton look="primary" icon="scan" href={`/checkin/?event=${event.id}`} target="_blank" rel="noreferrer">
              {t('gate.open')}
            </LinkButton>
          )}
        </>
      }
    >
      <Loaded of={read}>{(data) => <Day board={data} />}</Loaded>
    </Page>
  )
}
