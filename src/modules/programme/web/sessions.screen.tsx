import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Change, Column } from '../../../ui/list/types.ts'
import { EmptyState } from '../../../ui/states.tsx'
import type { GridSession } from '../contract/programme.ts'
import { isService, sessionEndpoints, sessionKindNames, sessionKinds, sessionStateNames, sessionStates } from '../contract/session.ts'
import { stale, useProgramme } from './data.ts'
import { StateTag } from './panel.tsx'
import { patchOf, rowOf } from './rows.ts'
import { SessionForm } from './session-form.tsx'
import './grid.css'

type Filter = 'all' | 'draft' | 'unpublished' | 'noRoom' | 'noSpeaker' | 'unscheduled' | 'clash' | (string & {})

export default function Sessions() {
  const { event, of, view, names } = useProgramme()
  const t = useT('programme')
  const go = useGo()
  const can = useCan()('programme.edit')
  const [filter, setFilter] = useUrlState('show', 'all')
  const [adding, setAdding] = useState(false)
  const params = { eventId: event.id }
  const update = useCall(sessionEndpoints.updateMany, { invalidates: stale })
  const lang = names?.lang ?? 'zh-TW'
  const options = (rows?: Map<string, string>) => [...(rows ?? [])].map(([value, label]) => ({ value, label }))

  const tests: Record<string, (s: GridSession) => boolean> = {
    all: () => true,
    draft: (s) => s.state === 'draft',
    unpublished: (s) => !s.published && s.state === 'confirmed',
    unscheduled: (s) => !s.startAt,
    noRoom: (s) => !!s.startAt && !s.roomIds.length,
    noSpeaker: (s) => !isService(s) && !s.speakers.length,
    clash: (s) => names?.clashing.has(s.id) ?? false,
  }
  const test = tests[filter as Filter] ?? ((s: GridSession) => names?.sortOf(s) === filter)
  const rows = view?.sessions
  const shown = rows?.filter(test)
  const named = ['all', 'draft', 'unpublished', 'unscheduled', 'noRoom', 'noSpeaker', 'clash']
    .map((key) => ({ key, label: t(`filter.${key}`), count: rows?.filter(tests[key]!).length ?? 0 }))
    .filter((x) => x.key === 'all' || x.count > 0)
  const tracks = (names?.sorts ?? [])
    .slice(0, 12)
    .map((k) => ({ key: k.id, label: k.name, count: rows?.filter((s) => names!.sortOf(s) === k.id).length ?? 0 }))
    .filter((x) => x.count > 0)

  const columns: Column<GridSession>[] = [
    { key: 'code', label: t('field.code'), value: (s) => s.code, width: 90, editable: can, hidden: !rows?.some((s) => s.code) },
    {
      key: 'title.zh',
      label: t('field.title'),
      value: (s) => s.title.zh,
      render: (s) => (
        <span>
          <span className="swatch" style={{ '--c': names!.colour(s) } as object} />
          {s.title.zh || s.title.en}
        </span>
      ),
      editable: can,
      ...(lang === 'en' ? {} : { card: 'title' as const }),
    },
    {
      key: 'title.en',
      label: t('field.titleEn'),
      value: (s) => s.title.en,
      ...(lang === 'en' ? { card: 'title' as const, render: (s: GridSession) => s.title.en || s.title.zh } : {}),
      editable: can,
      hidden: lang !== 'en',
    },
    { key: 'day', label: t('field.day'), value: (s) => names?.day(s) || null, kind: 'date', width: 126, editable: can, groupable: true },
    {
      key: 'time',
      label: t('field.time'),
      value: (s) => names?.clock(s.startAt) || null,
      render: (s) => names!.span(s) || <span className="mut">{t('unscheduled')}</span>,
      width: 108,
      editable: can,
      card: 'detail',
    },
    { key: 'durationMin', label: t('field.minutes'), value: (s) => s.durationMin, kind: 'number', width: 76, editable: can },
    {
      key: 'room',
      label: t('field.rooms'),
      value: (s) => s.roomIds[0] ?? null,
      render: (s) => names!.roomsOf(s),
      kind: 'select',
      options: options(names?.rooms),
      width: 140,
      editable: can,
      groupable: true,
      card: 'detail',
    },
    { key: 'speakers', label: t('role.speaker'), value: (s) => names?.people(s) ?? '', width: 190, card: 'detail' },
    {
      key: 'trackId',
      label: t('field.track'),
      value: (s) => s.trackId,
      render: (s) => (s.trackId ? names!.tracks.get(s.trackId) : ''),
      kind: 'select',
      options: options(names?.tracks),
      width: 130,
      editable: can,
      groupable: true,
      card: 'tag',
    },
    {
      key: 'kind',
      label: t('field.kind'),
      value: (s) => s.kind,
      render: (s) => pick(sessionKindNames[s.kind], lang),
      kind: 'select',
      options: sessionKinds.map((k) => ({ value: k, label: pick(sessionKindNames[k], lang) })),
      width: 104,
      editable: can,
      groupable: true,
    },
    { key: 'language', label: t('field.language'), value: (s) => s.language, width: 76, editable: can, hidden: true },
    {
      key: 'state',
      label: t('field.state'),
      value: (s) => s.state,
      render: (s) => <StateTag state={s.state} published={s.published} lang={lang} />,
      kind: 'select',
      options: sessionStates.map((k) => ({ value: k, label: pick(sessionStateNames[k], lang) })),
      width: 128,
      editable: can,
      groupable: true,
      card: 'state',
    },
    { key: 'published', label: t('field.published'), value: (s) => s.published, kind: 'check', width: 76, editable: can, hidden: true },
  ]
  const onEdit = useCellEdit(sessionEndpoints.batch, {
    params,
    rows: [],
    invalidates: stale,
    patches: (changes) => patchOf(changes as Change[], names!.byId, view!.zone) as { id: string }[],
    draft: (row) => rowOf(row, view!, names!),
  })
  const publish = (ids: string[], clear: () => void) =>
    void update
      .mutateAsync({ params, body: { changes: ids.map((id) => ({ id, published: true, state: 'confirmed' as const })) } })
      .then(() => {
        toast(t('list.published', { count: ids.length }))
        clear()
      })
  return (
    <>
      <ListScreen
        id="programme.sessions"
        title={t('menu.sessions')}
        rows={shown}
        columns={columns}
        error={of.data ? null : of.error}
        onRetry={() => void of.refetch()}
        count={t('list.count', { count: shown?.length ?? 0 })}
        filters={[...named, ...tracks]}
        filter={filter}
        onFilter={setFilter}
        {...(can
          ? {
              onEdit,
              mayAdd: true,
              primary: { label: t('form.add'), icon: 'plus' as const, onClick: () => setAdding(true) },
              bulk: [{ label: t('list.publish'), icon: 'eye' as const, run: publish }],
            }
          : {})}
        onOpen={(s) => go(`~/sessions/${s.id}`)}
        foot={[
          view
            ? t('list.foot', {
                sessions: view.sessions.filter((s) => !isService(s)).length,
                speakers: view.speakers.length,
                rooms: view.rooms.length,
              })
            : '',
          view?.clashes.length ? (
            <StatusTag key="c" tone="amber">
              {t('clash.count', { count: view.clashes.length })}
            </StatusTag>
          ) : null,
        ]}
        empty={
          <EmptyState
            icon="list"
            title={t('empty.title')}
            action={
              can && (
                <LinkButton icon="upload" large to="~/programme/import">
                  {t('import.open')}
                </LinkButton>
              )
            }
          >
            {t('empty.body')}
          </EmptyState>
        }
      />
      {adding && view && <SessionForm open onClose={() => setAdding(false)} view={view} names={names!} eventId={event.id} />}
    </>
  )
}
