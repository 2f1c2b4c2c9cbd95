import { type ReactNode, useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { rowOfCells, useCellEdit } from '../../../kernel/web/cells.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, LinkButton } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { number } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, View } from '../../../ui/list/types.ts'
import { EmptyState } from '../../../ui/states.tsx'
import { deskPrepareEndpoints } from '../contract/desk.ts'
import { type DeskStep, deskStep, deskStepEndpoints, flowNames, flows } from '../contract/desk-step.ts'
import { options } from './item-form.tsx'
import { halves, invalidates } from './items.tsx'

function StepForm({ position, row, onClose }: { position: number; row: DeskStep | null; onClose: () => void }) {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const create = useCall(deskStepEndpoints.create, { invalidates })
  const update = useCall(deskStepEndpoints.update, { invalidates })
  const none = { zh: '', en: '' }
  const given = row ? Object.fromEntries(Object.keys(deskStep.labels).map((k) => [k, row[k as keyof DeskStep]])) : null
  const form = useKitForm({
    schema: deskStep.draft,
    defaults: (given ?? { flow: 'preregistered', station: none, title: none, say: none, responsible: '', seconds: 0, position }) as never,
  })
  const label = (name: keyof typeof deskStep.labels) => pick(deskStep.labels[name], lang)
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={row ? pick(row.title, lang) : t('desk.addStep')}
      form={form}
      onSubmit={async (body: any) => {
        if (row) await update.mutateAsync({ params: { eventId: event.id, id: row.id }, body: { ...body, version: row.version } })
        else await create.mutateAsync({ params: { eventId: event.id }, body })
        onClose()
      }}
    >
      <Field.Select name="flow" label={label('flow')} required options={options(flowNames, lang, [...flows])} />
      <Field.Localized name="title" label={label('title')} required />
      <Field.Localized name="say" label={label('say')} />
      <Field.Localized name="station" label={label('station')} />
      <div className="fields">
        <Field.Number name="position" label={label('position')} required min={0} />
        <Field.Number name="seconds" label={label('seconds')} required min={0} help={t('desk.secondsHelp')} />
        <Field.Text name="responsible" label={label('responsible')} />
      </div>
    </FormDrawer>
  )
}

/** 報到流程: for everybody who may come, what is done at which station and what is said. */
export function FlowSteps({ tabs }: { tabs: ReactNode }) {
  const t = useT('checkin')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const params = { eventId: event.id }
  const editable = can('desk.edit')
  const [view, onView] = useState<View>({ groupBy: 'flow' })
  const [open, setOpen] = useState<DeskStep | 'new' | null>(null)
  const read = useEndpoint(deskPrepareEndpoints.read, { params })
  const rows = useMemo(
    () => read.data?.steps.toSorted((a, b) => flows.indexOf(a.flow) - flows.indexOf(b.flow) || a.position - b.position),
    [read.data],
  )
  const next = Math.max(0, ...(rows ?? []).map((s) => s.position)) + 1
  const onEdit = useCellEdit(deskStepEndpoints.batch, {
    params,
    rows,
    invalidates,
    draft: (cells, i) => ({ flow: 'preregistered', position: next + i, ...rowOfCells(cells) }),
  })
  const batch = useCall(deskStepEndpoints.batch, { invalidates })
  const starter = useCall(deskPrepareEndpoints.starter, { invalidates })
  const columns = useMemo<Column<DeskStep>[]>(() => {
    const label = (name: keyof typeof deskStep.labels) => pick(deskStep.labels[name], lang)
    return [
      { key: 'position', label: label('position'), value: (s) => s.position, kind: 'number', width: 70, editable },
      {
        key: 'flow',
        label: label('flow'),
        value: (s) => s.flow,
        kind: 'select',
        options: options(flowNames, lang, [...flows]),
        width: 160,
        editable,
        groupable: true,
        card: 'tag',
      },
      ...halves<DeskStep>('station', label('station'), lang, (s) => s.station, { width: 130, editable, groupable: true, card: 'detail' }),
      ...halves<DeskStep>('title', label('title'), lang, (s) => s.title, { width: 300, editable, card: 'title' }),
      ...halves<DeskStep>('say', label('say'), lang, (s) => s.say, { editable, width: 380 }),
      { key: 'seconds', label: label('seconds'), value: (s) => s.seconds, kind: 'number', width: 130, editable },
      { key: 'responsible', label: label('responsible'), value: (s) => s.responsible, width: 110, editable, groupable: true },
    ]
  }, [lang, editable])
  const remove = async (ids: string[], clear: () => void) => {
    const gone = (rows ?? []).filter((s) => ids.includes(s.id))
    await batch.mutateAsync({ params, body: { remove: gone.map((s) => s.id) } })
    clear()
    toast(t('desk.removed', { count: gone.length }), {
      undo: () =>
        void batch.mutateAsync({
          params,
          body: {
            create: gone.map((s) => Object.fromEntries(Object.keys(deskStep.labels).map((k) => [k, s[k as keyof DeskStep]]))) as never,
          },
        }),
    })
  }
  return (
    <>
      <ListScreen<DeskStep>
        id="checkin.desk.steps"
        title={t('desk.title')}
        rows={rows}
        view={view}
        onView={onView}
        error={rows ? null : read.error}
        onRetry={() => void read.refetch()}
        columns={columns}
        count={rows && t('desk.stepCount', { count: rows.length, n: number(rows.length) })}
        tools={tabs}
        searchHint={t('desk.searchSteps')}
        actions={
          can('documents.read') && (
            <LinkButton look="quiet" icon="file" to="~/documents/checkin-flow">
              {t('desk.flowPaper')}
            </LinkButton>
          )
        }
        {...(editable
          ? {
              onEdit,
              mayAdd: true,
              onOpen: (s: DeskStep) => setOpen(s),
              primary: { label: t('desk.addStep'), icon: 'plus' as const, onClick: () => setOpen('new') },
              bulk: [
                { label: t('desk.remove'), icon: 'trash' as const, run: (ids: string[], clear: () => void) => void remove(ids, clear) },
              ],
            }
          : {})}
        empty={
          <EmptyState
            icon="list"
            title={t('desk.noSteps')}
            action={
              editable && (
                <Button
                  busy={starter.isPending}
                  onClick={() =>
                    void starter
                      .mutateAsync({ params, body: { list: 'steps' } })
                      .then(({ added }) => toast(t('desk.added', { count: added })))
                  }
                >
                  {t('desk.starterSteps')}
                </Button>
              )
            }
          >
            {t('desk.noStepsHelp')}
          </EmptyState>
        }
      />
      {open && (
        <StepForm key={open === 'new' ? 'new' : open.id} position={next} row={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  )
}
