import { useMemo } from 'react'
import { z } from 'zod'
import { pick } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall } from '../../../kernel/web/query.ts'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, FormModal, useKitForm } from '../../../ui/form.tsx'
import type { GridSession, ProgrammeView } from '../contract/programme.ts'
import {
  sessionDraft,
  sessionEndpoints,
  type SessionDraft,
  sessionKindNames,
  sessionKinds,
  type SessionRow,
  sessionStateNames,
  sessionStates,
  type SpeakerRole,
} from '../contract/session.ts'
import { fromLocal, type Names, stale, toLocal } from './data.ts'

const people = ['speaker', 'moderator', 'panelist', 'chair'] as const satisfies readonly SpeakerRole[]
const ids = z.array(z.string()).default([])
const formSchema = sessionDraft
  .omit({ startAt: true, speakers: true, links: true })
  .extend({ at: z.string().nullable().default(null), speaker: ids, moderator: ids, panelist: ids, chair: ids })
type Values = z.output<typeof formSchema>

function defaultsOf(s: SessionRow | undefined, zone: string): z.input<typeof formSchema> {
  const by = (role: SpeakerRole) => s?.speakers.filter((x) => x.role === role).map((x) => x.speakerId) ?? []
  const empty = { zh: '', en: '' }
  return {
    code: s?.code ?? '',
    title: s?.title ?? empty,
    subtitle: s?.subtitle ?? empty,
    abstract: s?.abstract ?? empty,
    description: s?.description ?? empty,
    at: toLocal(s?.startAt ?? null, zone),
    durationMin: s?.durationMin ?? 30,
    trackId: s?.trackId ?? null,
    typeId: s?.typeId ?? null,
    kind: s?.kind ?? 'talk',
    language: s?.language ?? '',
    interpretation: s?.interpretation ?? [],
    format: s?.format ?? 'onsite',
    capacity: s?.capacity ?? null,
    signUp: s?.signUp ?? false,
    recordingOptOut: s?.recordingOptOut ?? false,
    tags: s?.tags ?? [],
    state: s?.state ?? 'draft',
    published: s?.published ?? false,
    note: s?.note ?? '',
    roomIds: s?.roomIds ?? [],
    speaker: by('speaker'),
    moderator: by('moderator'),
    panelist: by('panelist'),
    chair: by('chair'),
  }
}
const draftOf = ({ at, speaker, moderator, panelist, chair, ...rest }: Values, zone: string): Omit<SessionDraft, 'links'> => {
  const given = { speaker, moderator, panelist, chair }
  return {
    ...rest,
    startAt: fromLocal(at, zone),
    speakers: people.flatMap((role) => given[role].map((speakerId) => ({ speakerId, role }))),
  }
}

/** Create and edit a session, everything about it. */
export function SessionForm({
  open,
  onClose,
  view,
  names,
  session,
  eventId,
  onDone,
}: {
  open: boolean
  onClose: () => void
  view: ProgrammeView
  names: Names
  session?: SessionRow
  eventId: string
  onDone?: (id: string) => void
}) {
  const t = useT('programme')
  const form = useKitForm({ schema: formSchema, defaults: defaultsOf(session, view.zone) as never })
  const create = useCall(sessionEndpoints.create, { invalidates: stale })
  const update = useCall(sessionEndpoints.update, { invalidates: stale })
  const send = async (values: Values) => {
    const body = draftOf(values, view.zone)
    const row = session
      ? await update.mutateAsync({ params: { eventId, id: session.id }, body: { ...body, version: session.version } })
      : await create.mutateAsync({ params: { eventId }, body })
    toast(t('form.saved', { title: pick(row.title, names.lang) }))
    onClose()
    onDone?.(row.id)
  }
  return (
    <FormDrawer wide open={open} onClose={onClose} title={session ? t('form.edit') : t('form.add')} form={form} onSubmit={send as never}>
      <Inputs view={view} names={names} />
    </FormDrawer>
  )
}

const options = (rows: Map<string, string>) => [...rows].map(([value, label]) => ({ value, label }))

function Inputs({ view, names }: { view: ProgrammeView; names: Names }) {
  const t = useT('programme')
  const { lang } = names
  const speakers = useMemo(
    () =>
      view.speakers.map((s) => ({
        value: s.id,
        label: [pick(s.name, lang), pick(s.organisation, lang)].filter(Boolean).join(lang === 'en' ? ', ' : '　'),
      })),
    [view.speakers, lang],
  )
  const rooms = options(names.rooms)
  return (
    <>
      <Field.Localized name="title" label={t('field.title')} required />
      <div className="pair">
        <Field.DateTime name="at" label={t('field.start')} help={t('form.zone', { zone: view.zone })} />
        <Field.Number name="durationMin" label={t('field.minutes')} min={1} step={5} />
      </div>
      <Field.MultiSelect name="roomIds" label={t('field.rooms')} help={t('form.roomsHelp')} options={rooms} />
      <div className="pair">
        <Field.Select name="trackId" label={t('field.track')} options={options(names.tracks)} />
        <Field.Select
          name="kind"
          label={t('field.kind')}
          required
          options={sessionKinds.map((k) => ({ value: k, label: pick(sessionKindNames[k], lang) }))}
        />
      </div>
      <Field.MultiSelect name="speaker" label={t('role.speaker')} options={speakers} />
      <div className="pair">
        <Field.MultiSelect name="chair" label={t('role.chair')} options={speakers} />
        <Field.MultiSelect name="panelist" label={t('role.panelist')} options={speakers} />
      </div>
      <Field.Localized name="abstract" label={t('field.abstract')} area />
      <div className="pair">
        <Field.Select
          name="state"
          label={t('field.state')}
          required
          options={sessionStates.map((k) => ({ value: k, label: pick(sessionStateNames[k], lang) }))}
        />
        <Field.Select name="typeId" label={t('field.type')} options={options(names.types)} />
      </div>
      <Field.Switch name="published" label={t('field.published')} help={t('form.publishedHelp')} />
      <div className="pair">
        <Field.Text name="language" label={t('field.language')} placeholder="zh-TW" />
        <Field.MultiSelect
          name="interpretation"
          label={t('field.interpretation')}
          options={['zh-TW', 'en', 'ja'].map((value) => ({ value, label: t(`lang.${value}`) }))}
        />
      </div>
      <div className="pair">
        <Field.Select
          name="format"
          label={t('field.format')}
          required
          options={(['onsite', 'online', 'hybrid'] as const).map((value) => ({ value, label: t(`format.${value}`) }))}
        />
        <Field.Number name="capacity" label={t('field.capacity')} min={0} />
      </div>
      <Field.Switch name="signUp" label={t('field.signUp')} />
      <Field.Switch name="recordingOptOut" label={t('field.recordingOptOut')} />
      <Field.Text name="code" label={t('field.code')} />
      <Field.Textarea name="note" label={t('field.note')} help={t('form.noteHelp')} />
    </>
  )
}

const moveSchema = z.object({
  at: z.string().nullable().default(null),
  durationMin: z.number().int().min(1),
  roomIds: z.array(z.string()).default([]),
})

/** Time, length and rooms only: what M asks for. */
export function MoveForm({
  session,
  onClose,
  view,
  names,
  eventId,
}: {
  session: GridSession
  onClose: () => void
  view: ProgrammeView
  names: Names
  eventId: string
}) {
  const t = useT('programme')
  const first = view.days[0] ? `${view.days[0]}T09:00` : null
  const form = useKitForm({
    schema: moveSchema,
    defaults: {
      at: toLocal(session.startAt, view.zone) ?? first,
      durationMin: session.durationMin || 30,
      roomIds: session.roomIds,
    } as never,
  })
  const move = useCall(sessionEndpoints.move, { invalidates: stale })
  const send = async (v: z.output<typeof moveSchema>) => {
    const params = { eventId, id: session.id }
    await move.mutateAsync({
      params,
      body: { startAt: fromLocal(v.at, view.zone), durationMin: v.durationMin, roomIds: v.roomIds, version: session.version },
    })
    const back = {
      startAt: session.startAt,
      ...(session.durationMin ? { durationMin: session.durationMin } : {}),
      roomIds: session.roomIds,
    }
    toast(t('move.done', { title: names.title(session) }), { undo: () => void move.mutateAsync({ params, body: back }) })
    onClose()
  }
  return (
    <FormModal
      open
      onClose={onClose}
      title={t('move.title', { title: names.title(session) })}
      form={form}
      onSubmit={send as never}
      submit={t('move.submit')}
    >
      <Field.DateTime name="at" label={t('field.start')} help={t('form.zone', { zone: view.zone })} />
      <Field.Number name="durationMin" label={t('field.minutes')} min={1} step={5} />
      <Field.MultiSelect name="roomIds" label={t('field.rooms')} help={t('form.roomsHelp')} options={options(names.rooms)} />
    </FormModal>
  )
}
