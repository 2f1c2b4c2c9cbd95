import './events.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { call, keyOf } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Chip, Section, Segments } from '../../../ui/bits.tsx'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx'
import { deskEndpoints } from '../contract/desk.ts'
import { CommentsOf } from './comments.tsx'
import { Trail } from './history.tsx'

/** What people ask for, as the kinds of records behind it. */
const areas = {
  event: 'event,eventGoal',
  team: 'eventMember,eventContact,invitation',
  programme: 'session,room,track,sessionType,speaker',
  registration: 'registration,ticketType',
  checkin: 'checkIn,checkin,device,checkInDevice,attendanceCertificate',
  documents: 'narrative,documentIssue,file',
  comments: 'comment',
} as const
const keys = Object.keys(areas) as (keyof typeof areas)[]

/** Everything that happened in the event, by area and by people or system; older pages on demand. */
export default function ActivityScreen() {
  const t = useT('events')
  const event = useThisEvent()
  const can = useCan()
  const [area, setArea] = useUrlState('area')
  const [by, setBy] = useUrlState('by')
  const params = { eventId: event.id }
  const query = {
    limit: 60,
    entity: areas[area as keyof typeof areas],
    by: by === 'people' || by === 'others' ? (by as 'people' | 'others') : undefined,
  }
  const of = useInfiniteQuery({
    queryKey: keyOf(deskEndpoints.activity, { params, query: { ...query, pages: true } }),
    queryFn: ({ signal, pageParam }) =>
      call(deskEndpoints.activity, { params, query: { ...query, before: pageParam ?? undefined } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const rows = of.data?.pages.flatMap((page) => page.rows)
  return (
    <Page title={t('activity.title')} note={t('activity.note')}>
      <div className="row wrap">
        <div className="chips" role="group" aria-label={t('activity.area')}>
          <Chip on={area === ''} onClick={() => setArea('')}>
            {t('all')}
          </Chip>
          {keys.map((one) => (
            <Chip key={one} on={area === one} onClick={() => setArea(one)}>
              {t(`activity.areas.${one}`)}
            </Chip>
          ))}
        </div>
        <span className="sp" />
        <Segments
          label={t('activity.by')}
          value={by}
          onChange={setBy}
          options={[
            { value: '', label: t('all') },
            { value: 'people', label: t('activity.people') },
            { value: 'others', label: t('activity.others') },
          ]}
        />
      </div>
      <div className="portfolio">
        <div>
          {!rows && (of.error ? <ErrorState error={of.error} onRetry={() => void of.refetch()} /> : <Skeleton page />)}
          {rows?.length === 0 && <EmptyState icon="history" title={t('activity.empty')} />}
          {rows && <Trail rows={rows} zone={event.zone} />}
          {of.hasNextPage && (
            <div className="row acts">
              <Button large busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
                {t('activity.older')}
              </Button>
            </div>
          )}
        </div>
        {can('comments.read') && (
          <Section title={t('comment.discussion')}>
            <p className="sm mut">{t('comment.discussionHelp')}</p>
            <CommentsOf entity="event" entityId={event.id} event={event} />
          </Section>
        )}
      </div>
    </Page>
  )
}
