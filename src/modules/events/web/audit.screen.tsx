import './events.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { pick } from '../../../kernel/contract/localized.ts'
import { addDays } from '../../../kernel/contract/dates.ts'
import { call, href, keyOf } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Chip, Facts, LinkButton, Section, Segments } from '../../../ui/bits.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { SearchField } from '../../../ui/list/tools.tsx'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, ErrorState, Loaded, Skeleton } from '../../../ui/states.tsx'
import { memberEndpoints } from '../../identity/contract/people.ts'
import { auditEndpoints } from '../contract/audit-log.ts'
import { Trail } from './history.tsx'

/** What an auditor asks for, as kinds of records and of acts. */
const areas = {
  directory: { entity: 'person,company,crmImport' },
  registration: { entity: 'registration,ticketType' },
  programme: { entity: 'session,room,track,sessionType,speaker' },
  documents: { entity: 'narrative,documentIssue,file,comment' },
  access: { entity: 'member,invitation,apiKey,portalLink,eventMember,organisation,webhook,assistantToken' },
  taken: { action: 'export,export.unmasked,unmask' },
} as const
const keys = Object.keys(areas) as (keyof typeof areas)[]
const spans = { week: 7, month: 30, year: 365 } as const

function Chain() {
  const t = useT('events')
  const format = useFormat()
  const found = useEndpoint(auditEndpoints.check, {})
  return (
    <Section title={t('audit.chain')}>
      <Loaded of={found}>
        {(c) => (
          <>
            {c.flaws.length === 0 ? (
              <Alert tone="jade" icon="check" title={t('audit.holds')}>
                {t('audit.holdsHelp')}
              </Alert>
            ) : (
              <Alert tone="amber" title={t('audit.broken', { count: c.flaws.length })}>
                {c.flaws
                  .slice(0, 5)
                  .map((f) => t('audit.flaw', { seq: f.seq, what: t(`audit.flaws.${f.reason}`) }))
                  .join(t('audit.comma'))}
              </Alert>
            )}
            <Facts
              items={[
                [t('audit.entries'), format.number(c.entries)],
                [t('audit.links'), format.number(c.links)],
                [t('audit.unsealed'), format.number(c.unsealed)],
                [t('audit.head'), c.head ? <code key="head">{c.head.slice(0, 16)}…</code> : '—'],
              ]}
            />
            <p className="sm mut">{t('audit.headHelp')}</p>
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Who did what in the whole organisation, by area, person and time; and whether the trail itself is whole. */
export default function AuditScreen() {
  const t = useT('events')
  const lang = useLang()
  const [area, setArea] = useUrlState('area')
  const [who, setWho] = useUrlState('who')
  const [span, setSpan] = useUrlState('span')
  const [q, setQ] = useUrlState('q')
  const members = useEndpoint(memberEndpoints.list, {})
  const days = spans[span as keyof typeof spans]
  const query = {
    ...(area ? areas[area as keyof typeof areas] : {}),
    by: who === 'others' ? ('others' as const) : undefined,
    actorId: who && who !== 'others' ? who : undefined,
    from: days ? new Date(`${addDays(today(), -days)}T00:00:00Z`).toISOString() : undefined,
    q: q || undefined,
  }
  const of = useInfiniteQuery({
    queryKey: keyOf(auditEndpoints.list, { query: { ...query, pages: true } }),
    queryFn: ({ signal, pageParam }) => call(auditEndpoints.list, { query: { ...query, before: pageParam ?? undefined } }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
  const rows = of.data?.pages.flatMap((page) => page.rows)
  return (
    <Page
      title={t('audit.title')}
      note={t('audit.note')}
      actions={
        <LinkButton look="line" icon="download" href={href(auditEndpoints.export, { query })}>
          {t('audit.export')}
        </LinkButton>
      }
    >
      <div className="row wrap">
        <div className="chips" role="group" aria-label={t('activity.area')}>
          <Chip on={area === ''} onClick={() => setArea('')}>
            {t('all')}
          </Chip>
          {keys.map((one) => (
            <Chip key={one} on={area === one} onClick={() => setArea(one)}>
              {t(`audit.areas.${one}`)}
            </Chip>
          ))}
        </div>
        <span className="sp" />
        <Segments
          label={t('audit.span')}
          value={span}
          onChange={setSpan}
          options={[{ value: '', label: t('all') }, ...Object.keys(spans).map((k) => ({ value: k, label: t(`audit.spans.${k}`) }))]}
        />
      </div>
      <div className="row wrap audittools">
        <SearchField value={q} onChange={setQ} hint={t('audit.find')} />
        <select value={who} onChange={(e) => setWho(e.target.value)} aria-label={t('audit.who')}>
          <option value="">{t('audit.anyone')}</option>
          {members.data?.rows.map((m) => (
            <option key={m.userId} value={m.userId}>
              {m.name}
            </option>
          ))}
          <option value="others">{t('activity.others')}</option>
        </select>
      </div>
      <div className="portfolio">
        <div>
          {!rows && (of.error ? <ErrorState error={of.error} onRetry={() => void of.refetch()} /> : <Skeleton page />)}
          {rows?.length === 0 && <EmptyState icon="history" title={t('audit.empty')} />}
          {rows && <Trail rows={rows.map((r) => ({ ...r, place: r.eventName ? pick(r.eventName, lang) : '' }))} zone="Asia/Taipei" />}
          {of.hasNextPage && (
            <div className="row acts">
              <Button large busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
                {t('activity.older')}
              </Button>
            </div>
          )}
        </div>
        <Chain />
      </div>
    </Page>
  )
}
