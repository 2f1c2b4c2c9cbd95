import './events.css'
import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { percent, today } from '../../../ui/format.ts'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/types.ts'
import { toast } from '../../../ui/feedback.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { deskEndpoints, type GoalState } from '../contract/desk.ts'
import { goal, goalEndpoints, metricNames, metrics } from '../contract/goal.ts'
import { GoalTag } from './goal-table.tsx'
import { goalUnit, goalValue, settled } from './goal-text.ts'

const path = '/events/:eventId'

function Create({ position, onClose }: { position: number; onClose: () => void }) {
  const t = useT('events')
  const lang = useLang()
  const event = useThisEvent()
  const create = useCall(goalEndpoints.create, { invalidates: [path] })
  const label = (name: keyof typeof goal.labels) => pick(goal.labels[name], lang)
  const form = useKitForm({
    schema: goal.draft,
    defaults: {
      position,
      title: { zh: '', en: '' },
      unit: '',
      target: null,
      direction: 'up',
      metric: 'manual',
      actual: null,
      evidence: '',
      note: '',
    } as never,
  })
  const manual = form.watch('metric') === 'manual'
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('goal.add')}
      form={form}
      onSubmit={async (body) => {
        await create.mutateAsync({ params: { eventId: event.id }, body })
        onClose()
      }}
    >
      <Field.Localized name="title" label={label('title')} required />
      <Field.Select
        name="metric"
        label={label('metric')}
        required
        help={t(manual ? 'goal.manualHelp' : 'goal.liveHelp')}
        options={metrics.map((value) => ({ value, label: pick(metricNames[value], lang) }))}
      />
      <div className="fields">
        <Field.Select
          name="direction"
          label={label('direction')}
          required
          options={[
            { value: 'up', label: t('goal.atLeast') },
            { value: 'down', label: t('goal.atMost') },
          ]}
        />
        <Field.Number name="target" label={label('target')} required decimals={2} />
        <Field.Text name="unit" label={label('unit')} placeholder={t('goal.unitHint')} />
        {manual && <Field.Number name="actual" label={label('actual')} decimals={2} />}
      </div>
      <Field.Text name="evidence" label={label('evidence')} placeholder={t('goal.evidenceHint')} />
      <Field.Textarea name="note" label={label('note')} rows={2} />
    </FormDrawer>
  )
}

/** The event's goals as a grid: typed, pasted, bound to live figures; what stands now comes by itself. */
export default function GoalsScreen() {
  const t = useT('events')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const params = { eventId: event.id }
  const [adding, setAdding] = useState(false)
  const of = useEndpoint(deskEndpoints.overview, { params })
  const rows = of.data && settled(of.data.goals, of.data.daysToOpen)
  const over = today(event.zone) > event.endsOn
  const edit = useCellEdit(goalEndpoints.batch, {
    params,
    rows,
    invalidates: [path],
    draft: (one, i) => ({
      position: (rows?.length ?? 0) + i,
      title: { zh: String(one['title.zh'] ?? ''), en: String(one['title.en'] ?? '') },
      unit: String(one.unit ?? ''),
      target: Number(one.target ?? 0),
      direction: one.direction === 'down' ? 'down' : 'up',
      metric: metrics.includes(one.metric as never) ? one.metric : 'manual',
      actual: typeof one.actual === 'number' ? one.actual : null,
      evidence: String(one.evidence ?? ''),
    }),
  })
  const batch = useCall(goalEndpoints.batch, { invalidates: [path] })
  const editable = can('goals.edit')
  const label = (name: keyof typeof goal.labels) => pick(goal.labels[name], lang)
  const en = lang === 'en'
  const titles: Record<'zh' | 'en', Column<GoalState>> = {
    zh: {
      key: 'title.zh',
      label: t('goal.titleZh'),
      value: (g) => g.title.zh,
      width: 260,
      editable,
      hidden: en,
      ...(en ? {} : { card: 'title' as const }),
    },
    en: {
      key: 'title.en',
      label: t('goal.titleEn'),
      value: (g) => g.title.en,
      width: 260,
      editable,
      hidden: !en,
      ...(en ? { card: 'title' as const } : {}),
    },
  }
  const stands = (g: GoalState) =>
    `${g.current === null ? '—' : goalValue(g, g.current)} ${t('goal.of', { target: goalValue(g, g.target), unit: goalUnit(g, lang) })}`
  const columns: Column<GoalState>[] = [
    ...(lang === 'en' ? [titles.en, titles.zh] : [titles.zh, titles.en]),
    {
      key: 'metric',
      label: label('metric'),
      value: (g) => g.metric,
      kind: 'select',
      options: metrics.map((value) => ({ value, label: pick(metricNames[value], lang) })),
      width: 150,
      editable,
      groupable: true,
      card: 'tag',
    },
    {
      key: 'direction',
      label: label('direction'),
      value: (g) => g.direction,
      kind: 'select',
      options: [
        { value: 'up', label: t('goal.atLeast') },
        { value: 'down', label: t('goal.atMost') },
      ],
      width: 90,
      editable,
    },
    {
      key: 'target',
      label: label('target'),
      value: (g) => g.target,
      kind: 'number',
      width: 110,
      editable,
      render: (g) => goalValue(g, g.target),
    },
    { key: 'unit', label: label('unit'), value: (g) => g.unit, width: 70, editable },
    {
      key: 'current',
      label: t('goal.current'),
      value: (g) => g.current,
      kind: 'number',
      width: 110,
      render: (g) => (g.current === null ? '—' : goalValue(g, g.current)),
    },
    { key: 'stands', label: t('goal.heading'), value: stands, width: 140, hidden: true, card: 'detail' },
    {
      key: 'actual',
      label: t('goal.byHand'),
      value: (g) => g.actual,
      kind: 'number',
      width: 110,
      editable: (g) => editable && g.metric === 'manual',
    },
    {
      key: 'share',
      label: t('goal.share'),
      value: (g) => g.share,
      kind: 'number',
      width: 90,
      render: (g) => (g.share === null ? '—' : percent(g.share)),
    },
    { key: 'met', label: t('goal.state'), value: (g) => g.met, width: 150, render: (g) => <GoalTag goal={g} over={over} />, card: 'state' },
    { key: 'evidence', label: label('evidence'), value: (g) => g.evidence, editable },
    { key: 'note', label: label('note'), value: (g) => g.note, editable, hidden: true },
  ]
  return (
    <>
      <ListScreen
        id="events.goals"
        title={t('menu.goals')}
        rows={rows}
        error={rows ? null : of.error}
        onRetry={() => void of.refetch()}
        columns={columns}
        count={rows && t('goal.count', { met: rows.filter((g) => g.met).length, of: rows.length })}
        primary={editable ? { label: t('goal.add'), icon: 'plus', onClick: () => setAdding(true) } : undefined}
        exports={[{ label: t('goal.sheet'), href: href(goalEndpoints.sheet, { params }) }]}
        {...(editable
          ? {
              onEdit: edit,
              mayAdd: true,
              bulk: [
                {
                  label: t('goal.remove'),
                  icon: 'trash' as const,
                  run: async (ids: string[], clear: () => void) => {
                    const gone = rows?.filter((g) => ids.includes(g.id)) ?? []
                    await batch.mutateAsync({ params, body: { remove: ids } })
                    clear()
                    toast(t('goal.removed', { count: gone.length }), {
                      undo: () =>
                        void batch.mutateAsync({
                          params,
                          body: {
                            create: gone.map(({ position, title, unit, target, direction, metric, actual, evidence, note }) => ({
                              position,
                              title,
                              unit,
                              target,
                              direction,
                              metric,
                              actual,
                              evidence,
                              note,
                            })),
                          },
                        }),
                    })
                  },
                },
              ],
            }
          : {})}
        empty={
          <EmptyState icon="flag" title={t('goal.empty')} example={t('goal.example')}>
            {t('goal.emptyHelp')}
          </EmptyState>
        }
      />
      {adding && <Create position={rows?.length ?? 0} onClose={() => setAdding(false)} />}
    </>
  )
}
