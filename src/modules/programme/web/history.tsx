import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Feed } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/states.tsx'
import { deskEndpoints } from '../../events/contract/desk.ts'

/** Who changed what in one record. */
export function History({ eventId, entity, entityId }: { eventId: string; entity: string; entityId: string }) {
  const t = useT('programme')
  const lang = useLang()
  const f = useFormat(useThisEvent().zone)
  const of = useEndpoint(deskEndpoints.history, { params: { eventId }, query: { entity, entityId } })
  return (
    <Loaded of={of}>
      {({ rows }) => (
        <Feed
          items={rows.map((r) => ({
            key: r.id,
            when: f.dateTime(r.at, { short: true, weekday: false }),
            who: r.actorName,
            what: `${t(`history.${['create', 'update', 'import', 'remove', 'clone'].includes(r.action) ? r.action : 'update'}`)}${r.changes.length ? `${lang === 'en' ? ': ' : '：'}${r.changes.map((c) => pick(c.label, lang)).join(lang === 'en' ? ', ' : '、')}` : ''}`,
          }))}
        />
      )}
    </Loaded>
  )
}
