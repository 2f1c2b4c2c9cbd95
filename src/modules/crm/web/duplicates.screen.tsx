import { useMemo } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { LinkButton, Segments, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import {
  duplicateEndpoints,
  type Level,
  levels,
  mergeKinds,
  type MergeKind,
  type Pair,
  reasons,
  type Side,
} from '../contract/duplicates.ts'
import { MergePane, touched } from './merge-pane.tsx'

const tones = { certain: 'jade', likely: 'amber', possible: 'plain' } as const
const pairId = (p: Pair) => `${p.a.id} ${p.b.id}`
const Twin = ({ of }: { of: Side }) => (
  <span>
    <b>{of.name}</b> <span className="mut">{[of.nameEn, of.detail].filter(Boolean).join(' · ')}</span>
  </span>
)

/** Records that may be one, the surest first: merge, or say that they are two. */
export default function Duplicates() {
  const t = useT('crm')
  const lang = useLang()
  const problem = useProblemText()
  const [kind, setKind] = useUrlState('kind', 'person')
  const [level, setLevel] = useUrlState('level', 'all')
  const what = kind as MergeKind
  const found = useEndpoint(duplicateEndpoints.list, {
    query: { kind: what, limit: 200, ...(level === 'all' ? {} : { level: level as Level }) },
  })
  const merge = useCall(duplicateEndpoints.merge, { invalidates: touched })
  const columns = useMemo(
    (): Column<Pair>[] => [
      {
        key: 'a',
        label: t('duplicates.one'),
        value: (p) => p.a.name,
        card: 'title',
        render: (p) => <Twin of={p.a} />,
      },
      { key: 'b', label: t('duplicates.other'), value: (p) => p.b.name, card: 'detail', render: (p) => <Twin of={p.b} /> },
      {
        key: 'level',
        label: t('duplicates.level'),
        value: (p) => p.score,
        width: 120,
        card: 'state',
        render: (p) => (
          <StatusTag tone={tones[p.level]} icon={p.level === 'certain' ? 'check' : p.level === 'likely' ? 'clock' : null}>
            {t(`duplicates.levels.${p.level}`)}
          </StatusTag>
        ),
      },
      {
        key: 'why',
        label: t('duplicates.why'),
        value: (p) => p.reasons.map((r) => pick(reasons[r], lang)).join('、'),
        width: 300,
        card: 'detail',
        sortable: false,
      },
      {
        key: 'contact',
        label: t('duplicates.contact'),
        value: (p) => [p.a.email || p.a.phone, p.b.email || p.b.phone].filter(Boolean).join(' ／ '),
        width: 220,
        hidden: true,
      },
    ],
    [t, lang],
  )
  const onAll = async (ids: string[], clear: () => void) => {
    const chosen = (found.data?.rows ?? []).filter((p) => ids.includes(pairId(p)))
    const sure = { title: t('duplicates.allTitle', { count: chosen.length }), body: t('duplicates.allNote'), action: t('duplicates.merge') }
    if (!(await confirm(sure))) return
    let done = 0
    try {
      for (const p of chosen) {
        const body = { kind: what, survivorId: p.a.id, loserId: p.b.id, survivorVersion: p.a.version, loserVersion: p.b.version }
        // One that went into another of the same choice is gone by now; the list shows what is left.
        const answer = await merge.mutateAsync({ body }).catch((e: { code?: string }) => {
          if (!['record.not_found', 'record.conflict'].includes(e.code ?? '')) throw e
        })
        if (answer) done++
      }
      toast(t('duplicates.allDone', { count: done }))
    } catch (error) {
      toast(`${t('duplicates.allDone', { count: done })} ${problem(error)}`, { tone: 'amber' })
    }
    clear()
  }
  const counts = found.data?.counts
  const all = counts && levels.reduce((n, l) => n + (counts[l] ?? 0), 0)
  return (
    <ListScreen
      id={`crm.duplicates.${kind}`}
      title={t('menu.duplicates')}
      rows={found.data?.rows}
      rowId={pairId}
      columns={columns}
      total={found.data?.total}
      count={t('duplicates.count', { count: found.data?.total ?? 0 })}
      error={found.error}
      onRetry={() => void found.refetch()}
      filters={[
        { key: 'all', label: t('duplicates.levels.all'), count: all },
        ...levels.map((l) => ({ key: l, label: t(`duplicates.levels.${l}`), count: counts?.[l] })),
      ]}
      filter={level}
      onFilter={setLevel}
      tools={
        <Segments
          label={t('duplicates.kind')}
          value={kind}
          onChange={setKind}
          options={mergeKinds.map((k) => ({ value: k, label: t(k === 'person' ? 'menu.people' : 'menu.companies') }))}
        />
      }
      actions={
        <LinkButton look="quiet" icon="clock" to="/o/duplicates/merges">
          {t('duplicates.history')}
        </LinkButton>
      }
      bulk={[{ label: t('duplicates.mergeChosen'), icon: 'check', run: (ids, clear) => void onAll(ids, clear) }]}
      drawer={(p) => ({
        title: p.a.name === p.b.name ? p.a.name : `${p.a.name} ／ ${p.b.name}`,
        body: <MergePane key={pairId(p)} kind={what} pair={p} onDone={() => void found.refetch()} />,
      })}
      empty={
        <EmptyState icon="check" title={t('duplicates.empty')}>
          {t('duplicates.emptyNote')}
        </EmptyState>
      }
    />
  )
}
