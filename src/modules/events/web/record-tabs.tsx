import './events.css'
import { useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useEvent } from '../../../kernel/web/session.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { deskEndpoints } from '../contract/desk.ts'
import { CommentsOf } from './comments.tsx'
import { FilesOf } from './files.tsx'
import { Trail } from './history.tsx'

/** What a record's shared tab is about: its entity name as in the contract (`registration`) and its id. */
export type OfRecord = { entity: string; entityId: string }

/** Comments on a record of the open event, or of the organisation. */
export const Comments = (of: OfRecord) => {
  const event = useEvent()
  return <CommentsOf key={of.entityId} {...of} event={event} />
}

/** Files attached to a record of the open event, or of the organisation. */
export const Files = (of: OfRecord) => {
  const event = useEvent()
  return <FilesOf key={of.entityId} of={of} event={event} />
}

/** Who changed what in a record, of the open event or of the organisation. */
export function History(of: OfRecord) {
  const t = useT('events')
  const event = useEvent()
  const inEvent = useEndpoint(
    deskEndpoints.history,
    { params: { eventId: event?.id ?? '' }, query: { ...of, limit: 200 } },
    { enabled: event !== null },
  )
  const outside = useEndpoint(deskEndpoints.organisationHistory, { query: { ...of, limit: 200 } }, { enabled: event === null })
  return (
    <Loaded of={event ? inEvent : outside}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState icon="history" title={t('history.empty')} />
        ) : (
          <Trail rows={rows} zone={event?.zone ?? 'Asia/Taipei'} />
        )
      }
    </Loaded>
  )
}
