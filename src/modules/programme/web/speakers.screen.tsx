import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCan } from '../../../kernel/web/session.tsx'
import { LinkButton } from '../../../ui/bits.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/types.ts'
import { EmptyState } from '../../../ui/states.tsx'
import type { GridSpeaker } from '../contract/programme.ts'
import { regionName, useProgramme } from './data.ts'
import { SpeakerForm } from './speaker-form.tsx'

export default function Speakers() {
  const { event, of, view, names } = useProgramme()
  const t = useT('programme')
  const go = useGo()
  const can = useCan()('programme.edit')
  const [adding, setAdding] = useState(false)
  const [filter, setFilter] = useUrlState('show', 'all')
  const given = useMemo(() => {
    const map = new Map<string, string[]>()
    for (const s of view?.sessions ?? [])
      if (s.state !== 'cancelled') for (const id of new Set(s.speakers.map((x) => x.speakerId))) map.set(id, [...(map.get(id) ?? []), s.id])
    return map
  }, [view])
  const lang = names?.lang ?? 'zh-TW'
  const rows = view?.speakers
  const tests: Record<string, (s: GridSpeaker) => boolean> = {
    all: () => true,
    idle: (s) => !given.has(s.id),
    abroad: (s) => s.country !== '' && s.country !== 'TW',
  }
  const columns: Column<GridSpeaker>[] = [
    { key: 'name', label: t('speaker.name'), value: (s) => pick(s.name, lang), width: 170, card: 'title' },
    { key: 'other', label: t('speaker.nameOther'), value: (s) => (lang === 'en' ? s.name.zh : s.name.en), width: 170 },
    { key: 'organisation', label: t('speaker.organisation'), value: (s) => pick(s.organisation, lang), groupable: true, card: 'detail' },
    { key: 'jobTitle', label: t('speaker.jobTitle'), value: (s) => pick(s.jobTitle, lang), width: 150, card: 'detail' },
    { key: 'country', label: t('speaker.country'), value: (s) => regionName(s.country, lang), width: 110, groupable: true, card: 'tag' },
    { key: 'sessions', label: t('menu.sessions'), value: (s) => given.get(s.id)?.length ?? 0, kind: 'number', width: 76 },
    {
      key: 'titles',
      label: t('speaker.sessions'),
      value: (s) => (given.get(s.id) ?? []).map((id) => names!.title(names!.byId.get(id)!)).join('；'),
    },
  ]
  return (
    <>
      <ListScreen
        id="programme.speakers"
        title={t('menu.speakers')}
        rows={rows?.filter(tests[filter] ?? tests.all!)}
        columns={columns}
        error={of.data ? null : of.error}
        onRetry={() => void of.refetch()}
        count={t('speaker.count', { count: rows?.length ?? 0 })}
        filters={['all', 'abroad', 'idle']
          .map((key) => ({ key, label: t(`speaker.filter.${key}`), count: rows?.filter(tests[key]!).length ?? 0 }))
          .filter((x) => x.key === 'all' || x.count > 0)}
        filter={filter}
        onFilter={setFilter}
        {...(can ? { primary: { label: t('speaker.add'), icon: 'plus' as const, onClick: () => setAdding(true) } } : {})}
        onOpen={(s) => go(`~/speakers/${s.id}`)}
        empty={
          <EmptyState
            icon="people"
            title={t('speaker.empty')}
            action={
              can && (
                <LinkButton icon="upload" large to="~/programme/import">
                  {t('import.open')}
                </LinkButton>
              )
            }
          >
            {t('speaker.emptyBody')}
          </EmptyState>
        }
      />
      {adding && <SpeakerForm onClose={() => setAdding(false)} eventId={event.id} />}
    </>
  )
}
