import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { usePages } from '../../../kernel/web/query.ts'
import { StatusTag } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { eventsForShelf, type ShelfEvent } from './shelf.ts'
import { useName } from './parts.tsx'

/** The organisation's shelf: papers belong to events, so one chooses the event first. */
export default function Shelf() {
  const t = useT('documents')
  const lang = useLang()
  const name = useName()
  const go = useGo()
  const format = useFormat()
  const { list } = usePages(eventsForShelf, { query: { sort: '-startDate' } })
  const columns: Column<ShelfEvent>[] = [
    { key: 'name', label: t('shelf.event'), value: (r) => name(r.name), card: 'title', render: (r) => <b>{name(r.name)}</b> },
    {
      key: 'date',
      label: t('shelf.date'),
      value: (r) => r.startDate,
      kind: 'date',
      width: 160,
      card: 'detail',
      render: (r) => format.date(r.startDate),
    },
    {
      key: 'status',
      label: t('shelf.status'),
      value: (r) => r.status,
      width: 140,
      card: 'state',
      render: (r) => (
        <StatusTag tone={r.status === 'active' ? 'indigo' : r.status === 'closed' ? 'jade' : 'plain'}>{t(`status.${r.status}`)}</StatusTag>
      ),
    },
  ]
  return (
    <ListScreen
      key={lang}
      {...list}
      id="documents.shelf"
      title={t('shelf.title')}
      columns={columns}
      searchHint={t('shelf.search')}
      onOpen={(r) => go(`/e/${r.slug}/documents`)}
      empty={
        <EmptyState icon="file" title={t('shelf.empty')}>
          {t('shelf.emptyHelp')}
        </EmptyState>
      }
    />
  )
}
