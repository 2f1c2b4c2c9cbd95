import { useInfiniteQuery } from '@tanstack/react-query'
import { pick } from '../../../kernel/contract/localized.ts'
import type { CallInput } from '../../../kernel/contract/endpoint.ts'
import { call, keyOf } from '../../../kernel/web/client.ts'
import { hasText, translate, useT } from '../../../kernel/web/i18n.ts'
import { Button, Tag } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx'
import { type Role, roleNames } from '../contract/roles.ts'
import type { securityEndpoints, SecurityEvent, SecurityKind } from '../contract/security.ts'

const serious = new Set<SecurityKind>(['signInRefused', 'signInBlocked', 'stepUpRefused', 'secondStepRefused', 'newDevice', 'unlockSent'])
const lang = () => (document.documentElement.lang === 'en' ? 'en' : 'zh-TW')
const named = /\b(owner|director|planner|staff|accountant|frontdesk|viewer)\b/g
/** What is kept short in the log, in words; what has none stands as it is, e.g. the name of a key. */
const wordsOf = (e: SecurityEvent) => {
  if (e.kind === 'roleChanged') return e.detail.replaceAll(named, (role) => pick(roleNames[role as Role], lang()))
  if (e.kind === 'approvalDecided')
    return e.detail.replace(/：(approved|declined|withdrawn)$/, (_, state: string) => `：${translate(`identity:approval.states.${state}`)}`)
  const key = `identity:log.detail.${e.detail.replace(/^\//, '').replaceAll(/[/:.-]+/g, '_')}`
  return e.detail && hasText(key) ? translate(key) : e.detail
}

/** The lines of a security log, newest first, page by page. */
export function SecurityLog({
  of,
  people,
}: {
  of: typeof securityEndpoints.mine | typeof securityEndpoints.organisation
  people?: boolean
}) {
  const t = useT('identity')
  const format = useFormat()
  const found = useInfiniteQuery({
    queryKey: keyOf(of, { query: { pages: true } }),
    queryFn: ({ signal, pageParam }) => call(of, { query: { before: pageParam ?? undefined } } as CallInput<typeof of>, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton />
  const rows = found.data.pages.flatMap((p) => p.rows)
  if (!rows.length)
    return (
      <EmptyState icon="history" title={t('log.empty')}>
        {t('log.emptyNote')}
      </EmptyState>
    )
  return (
    <>
      <ol className="securitylog">
        {rows.map((e) => (
          <li key={e.id}>
            <Icon name={serious.has(e.kind) ? 'warn' : e.outcome === 'ok' ? 'check' : 'x'} />
            <span>
              <b>{t(`log.kind.${e.kind}`)}</b> {e.outcome === 'refused' && <Tag tone="amber">{t('log.refused')}</Tag>}
              {wordsOf(e) && <span className="sec"> {wordsOf(e)}</span>}
              <br />
              <span className="sm mut">{[format.dateTime(e.at), people && e.who, e.device, e.network].filter(Boolean).join('　')}</span>
            </span>
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <div className="row acts">
          <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('log.more')}
          </Button>
        </div>
      )}
    </>
  )
}
