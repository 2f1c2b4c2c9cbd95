import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint, usePages } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { duplicateEndpoints, type MergeRow } from '../contract/duplicates.ts'
import { recordPath, touched } from './merge-pane.tsx'

/** What was merged, and the way back. */
export default function Merges() {
  const t = useT('crm')
  const format = useFormat()
  const { list } = usePages(duplicateEndpoints.merges, { query: {} })
  const columns: Column<MergeRow>[] = [
    {
      key: 'survivorName',
      label: t('duplicates.stays'),
      value: (m) => m.survivorName,
      card: 'title',
      render: (m) => <b>{m.survivorName}</b>,
    },
    { key: 'loserName', label: t('duplicates.goes'), value: (m) => m.loserName, card: 'detail' },
    {
      key: 'kind',
      label: t('duplicates.kind'),
      value: (m) => t(m.kind === 'person' ? 'menu.people' : 'menu.companies'),
      width: 120,
      groupable: true,
    },
    { key: 'moved', label: t('duplicates.moved'), kind: 'number', value: (m) => m.moved, width: 100 },
    { key: 'byName', label: t('duplicates.by'), value: (m) => m.byName, width: 130, groupable: true },
    { key: 'at', label: t('duplicates.at'), value: (m) => m.at, width: 180, card: 'detail', render: (m) => format.dateTime(m.at) },
    {
      key: 'state',
      label: t('duplicates.state'),
      value: (m) => t(m.undoneAt ? 'duplicates.undone' : 'duplicates.stands'),
      width: 110,
      groupable: true,
      card: 'state',
      render: (m) => (
        <StatusTag tone={m.undoneAt ? 'plain' : 'jade'}>{t(m.undoneAt ? 'duplicates.undone' : 'duplicates.stands')}</StatusTag>
      ),
    },
  ]
  return (
    <ListScreen
      {...list}
      id="crm.merges"
      title={t('duplicates.history')}
      columns={columns}
      actions={
        <LinkButton look="quiet" icon="people" to="/o/duplicates">
          {t('menu.duplicates')}
        </LinkButton>
      }
      drawer={(m) => ({ title: `${m.loserName} → ${m.survivorName}`, body: <Undo key={m.id + String(m.undoneAt)} id={m.id} /> })}
      empty={
        <EmptyState icon="clock" title={t('duplicates.historyEmpty')}>
          {t('duplicates.historyNote')}
        </EmptyState>
      }
    />
  )
}

function Undo({ id }: { id: string }) {
  const t = useT('crm')
  const lang = useLang()
  const problem = useProblemText()
  const undo = useCall(duplicateEndpoints.undo, { invalidates: touched })
  const onUndo = async () => {
    try {
      await undo.mutateAsync({ params: { id }, body: {} })
      toast(t('duplicates.parted'))
    } catch (error) {
      toast(problem(error), { tone: 'amber' })
    }
  }
  const words = (labels: { zh: string; en: string }[]) => labels.map((l) => pick(l, lang)).join('、') || t('duplicates.nothing')
  return (
    <Loaded of={useEndpoint(duplicateEndpoints.undoPreview, { params: { id } })}>
      {(m) =>
        m.undoneAt ? (
          <Alert tone="indigo" title={t('duplicates.undoneBy', { name: m.undoneBy ?? '' })} />
        ) : (
          <>
            <p className="md">
              <AppLink to={recordPath(m.kind, m.survivorId)}>{m.survivorName}</AppLink>
            </p>
            <Facts
              items={[
                [t('duplicates.returning'), String(m.returning)],
                [t('duplicates.back'), words(m.back)],
                [t('duplicates.kept'), words(m.kept)],
              ]}
            />
            {m.blockedBy ? (
              <Alert title={t('duplicates.blocked', { name: m.blockedBy.name })} />
            ) : (
              <div className="row acts">
                <Button icon="undo" busy={undo.isPending} onClick={() => void onUndo()}>
                  {t('duplicates.part')}
                </Button>
              </div>
            )}
          </>
        )
      }
    </Loaded>
  )
}
