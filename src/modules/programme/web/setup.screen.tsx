import { useState } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Segments } from '../../../ui/bits.tsx'
import { confirm } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/types.ts'
import { EmptyState } from '../../../ui/states.tsx'
import { room, type Room, roomEndpoints } from '../contract/room.ts'
import { sessionType, sessionTypeEndpoints, track, type Track, trackEndpoints } from '../contract/track.ts'
import { stale } from './data.ts'
import './grid.css'

const kinds = {
  rooms: { endpoints: roomEndpoints, schema: room.draft, path: '/events/:eventId/rooms' },
  tracks: { endpoints: trackEndpoints, schema: track.draft, path: '/events/:eventId/tracks' },
  types: { endpoints: sessionTypeEndpoints, schema: sessionType.draft, path: '/events/:eventId/session-types' },
} as const
type Kind = keyof typeof kinds
type Row = Pick<Room, 'id' | 'version' | 'name' | 'position'> & Partial<Room> & Partial<Track>

export default function Setup() {
  const t = useT('programme')
  const [kind, setKind] = useUrlState('show', 'rooms')
  const k = (kind in kinds ? kind : 'rooms') as Kind
  const choice = (
    <Segments
      label={t('menu.setup')}
      value={k}
      onChange={setKind}
      options={(Object.keys(kinds) as Kind[]).map((value) => ({ value, label: t(`setup.${value}`) }))}
    />
  )
  return <Frame key={k} kind={k} choice={choice} />
}

function Frame({ kind, choice }: { kind: Kind; choice: React.ReactNode }) {
  const t = useT('programme')
  const event = useThisEvent()
  const can = useCan()('programme.edit')
  const { endpoints, path } = kinds[kind]
  const params = { eventId: event.id }
  const { list } = usePages(endpoints.list, { params, query: { limit: 500, sort: 'position' } })
  const rows = list.rows as Row[] | undefined
  const fresh = [...stale, path]
  const save = useCellEdit(endpoints.batch, { params, rows, invalidates: fresh })
  const batch = useCall(endpoints.batch, { invalidates: fresh })
  const [adding, setAdding] = useState(false)
  const columns: Column<Row>[] = [
    {
      key: 'name.zh',
      label: t('setup.name'),
      value: (r) => r.name.zh,
      render: (r) => (
        <>
          {kind === 'tracks' && <span className="swatch" style={{ '--c': r.colour || '#6b6558' } as object} />}
          {r.name.zh || r.name.en}
        </>
      ),
      editable: can,
      card: 'title',
    },
    { key: 'name.en', label: t('setup.nameEn'), value: (r) => r.name.en, editable: can, card: 'detail' },
    ...(kind === 'rooms'
      ? ([
          { key: 'place', label: t('setup.place'), value: (r) => r.place ?? '', editable: can, width: 180, card: 'detail' },
          {
            key: 'capacity',
            label: t('setup.capacity'),
            value: (r) => r.capacity ?? null,
            kind: 'number',
            editable: can,
            width: 100,
            card: 'tag',
            render: (r) => (r.capacity ? t('grid.seats', { count: r.capacity }) : ''),
          },
          { key: 'online', label: t('format.online'), value: (r) => r.online ?? false, kind: 'check', editable: can, width: 80 },
        ] as Column<Row>[])
      : []),
    ...(kind === 'tracks'
      ? ([{ key: 'colour', label: t('setup.colour'), value: (r) => r.colour ?? '', editable: can, width: 120 }] as Column<Row>[])
      : []),
    { key: 'position', label: t('setup.position'), value: (r) => r.position, kind: 'number', editable: can, width: 80 },
  ]
  const drop = async (ids: string[], clear: () => void) => {
    if (!(await confirm({ title: t('setup.remove', { count: ids.length }), body: t('setup.removeBody'), action: t('remove.action') })))
      return
    await batch.mutateAsync({ params, body: { remove: ids } as never })
    clear()
  }
  return (
    <>
      <ListScreen
        id={`programme.${kind}`}
        title={t('menu.setup')}
        {...list}
        rows={rows}
        columns={columns}
        tools={choice}
        count={t('setup.count', { count: rows?.length ?? 0 })}
        {...(can
          ? {
              onEdit: save,
              mayAdd: true,
              primary: { label: t(`setup.add.${kind}`), icon: 'plus' as const, onClick: () => setAdding(true) },
              bulk: [
                { label: t('remove.action'), icon: 'trash' as const, run: (ids: string[], clear: () => void) => void drop(ids, clear) },
              ],
            }
          : {})}
        empty={
          <EmptyState icon="place" title={t(`setup.empty.${kind}`)}>
            {t('setup.emptyBody')}
          </EmptyState>
        }
      />
      {adding && (
        <Add kind={kind} onClose={() => setAdding(false)} position={(rows?.at(-1)?.position ?? 0) + 1} fresh={fresh} eventId={event.id} />
      )}
    </>
  )
}

function Add({
  kind,
  onClose,
  position,
  fresh,
  eventId,
}: {
  kind: Kind
  onClose: () => void
  position: number
  fresh: string[]
  eventId: string
}) {
  const t = useT('programme')
  const { endpoints, schema } = kinds[kind]
  const form = useKitForm({
    schema,
    defaults: {
      name: { zh: '', en: '' },
      position,
      ...(kind === 'rooms' ? { place: '', capacity: null, online: false } : {}),
      ...(kind === 'tracks' ? { colour: '' } : {}),
    } as never,
  })
  const create = useCall(endpoints.create, { invalidates: fresh })
  return (
    <FormModal
      open
      onClose={onClose}
      title={t(`setup.add.${kind}`)}
      form={form}
      onSubmit={
        (async (body: object) => {
          await create.mutateAsync({ params: { eventId }, body: body as never })
          onClose()
        }) as never
      }
    >
      <Field.Localized name="name" label={t('setup.name')} required />
      {kind === 'rooms' && (
        <>
          <div className="pair">
            <Field.Text name="place" label={t('setup.place')} />
            <Field.Number name="capacity" label={t('setup.capacity')} min={0} />
          </div>
          <Field.Switch name="online" label={t('format.online')} />
        </>
      )}
      {kind === 'tracks' && <Field.Text name="colour" label={t('setup.colour')} placeholder="#43608f" help={t('setup.colourHelp')} />}
    </FormModal>
  )
}
