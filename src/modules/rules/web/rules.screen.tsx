import './rules.css'
import { useLocalStorage } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Slot } from '../../../kernel/web/module.tsx'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Facts, Section, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { today, useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column, View } from '../../../ui/list/list.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { ruleEndpoints, type RuleRow } from '../contract/endpoints.ts'
import { type RuleGroup, ruleGroups } from '../contract/rule.ts'
import { type Mode, RuleDrawer } from './form.tsx'
import { lineOf, partsOf } from './value.ts'

const order = Object.keys(ruleGroups)
type State = 'now' | 'later' | 'past'
const stateOn = (r: RuleRow, day: string): State => (r.validFrom > day ? 'later' : r.validTo !== null && r.validTo < day ? 'past' : 'now')
const tones = { now: 'jade', later: 'indigo', past: 'plain' } as const
const icons = { now: 'check', later: 'clock', past: 'history' } as const

/** All periods of one rule, newest first. */
function Times({ rows, on }: { rows: RuleRow[]; on: string }) {
  const t = useT('rules')
  const lang = useLang()
  return (
    <ol className="ruletimes">
      {rows.map((r) => (
        <li key={r.id} className={stateOn(r, on)}>
          <b>{lineOf(r.value, r.unit, lang)}</b>
          <StatusTag tone={tones[stateOn(r, on)]} icon={icons[stateOn(r, on)]}>
            {t(`state.${stateOn(r, on)}`)}
          </StatusTag>
          <span>{t('period', { from: r.validFrom.replaceAll('-', '/'), to: r.validTo?.replaceAll('-', '/') ?? t('open') })}</span>
        </li>
      ))}
    </ol>
  )
}

/** The organisation's dated rates and thresholds, each with the law or page that it comes from. */
export default function Rules() {
  const t = useT('rules')
  const lang = useLang()
  const format = useFormat()
  const text = useProblemText()
  const may = useCan()('rules.edit')
  const [filter, setFilter] = useUrlState('show', 'now')
  const [group, setGroup] = useUrlState('group')
  const [on, setOn] = useUrlState('on', today())
  const [view, onView] = useLocalStorage<View>({
    key: 'bantoh.view.rules.grouped',
    defaultValue: { groupBy: 'group' },
    getInitialValueInEffect: false,
  })
  const [open, setOpen] = useState<{ mode: Mode; of: RuleRow | null } | null>(null)
  const found = usePages(ruleEndpoints.list, { query: { limit: 500, sort: 'code' } })
  const remove = useCall(ruleEndpoints.remove, { invalidates: ['/rules'] })
  const all = found.rows as RuleRow[] | undefined
  const inGroup = useMemo(
    () => all?.filter((r) => !group || r.group === group).toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group)),
    [all, group],
  )
  const kinds: Record<string, (r: RuleRow) => boolean> = {
    now: (r) => stateOn(r, on) === 'now',
    uncertain: (r) => r.uncertain,
    own: (r) => !r.shipped,
    all: () => true,
  }
  const periods = (r: RuleRow) =>
    (all ?? [])
      .filter((x) => x.code === r.code && x.jurisdiction === r.jurisdiction)
      .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))
  const onRemove = async (r: RuleRow) => {
    if (!(await confirm({ title: t('removeTitle', { name: pick(r.title, lang) }), body: t('removeBody'), action: t('remove') }))) return
    await remove.mutateAsync({ params: { id: r.id } }).then(
      () => toast(t('removed')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const columns: Column<RuleRow>[] = [
    {
      key: 'title',
      label: t('name'),
      value: (r) => pick(r.title, lang),
      width: 260,
      card: 'title',
      render: (r) => <b>{pick(r.title, lang)}</b>,
    },
    { key: 'value', label: t('value'), value: (r) => lineOf(r.value, r.unit, lang), width: 220, card: 'detail', sortable: false },
    {
      key: 'group',
      label: t('group'),
      value: (r) => pick(ruleGroups[r.group as RuleGroup], lang),
      width: 120,
      groupable: true,
      card: 'tag',
    },
    { key: 'jurisdiction', label: t('jurisdiction'), value: (r) => r.jurisdiction, width: 70, groupable: true },
    {
      key: 'validFrom',
      label: t('validFrom'),
      value: (r) => r.validFrom,
      kind: 'date',
      width: 100,
      render: (r) => r.validFrom.replaceAll('-', '/'),
    },
    {
      key: 'validTo',
      label: t('validTo'),
      value: (r) => r.validTo,
      kind: 'date',
      width: 100,
      render: (r) => r.validTo?.replaceAll('-', '/') ?? '—',
    },
    {
      key: 'state',
      label: t('stateLabel'),
      value: (r) => (r.uncertain ? t('uncertain') : t(`state.${stateOn(r, on)}`)),
      width: 110,
      groupable: true,
      card: 'state',
      render: (r) =>
        r.uncertain ? (
          <StatusTag tone="amber">{t('uncertain')}</StatusTag>
        ) : (
          <StatusTag tone={tones[stateOn(r, on)]} icon={icons[stateOn(r, on)]}>
            {t(`state.${stateOn(r, on)}`)}
          </StatusTag>
        ),
    },
    { key: 'source', label: t('source'), value: (r) => r.source, card: 'detail' },
    { key: 'checkedOn', label: t('checkedOn'), value: (r) => r.checkedOn, kind: 'date', width: 110, hidden: true },
    { key: 'code', label: t('code'), value: (r) => r.code, width: 230, hidden: true },
  ]
  return (
    <>
      <ListScreen
        {...found.list}
        id="rules"
        title={t('title')}
        rows={inGroup?.filter(kinds[filter] ?? kinds.all!)}
        total={undefined}
        columns={columns}
        view={view}
        onView={onView}
        searchHint={t('search')}
        filters={['now', 'uncertain', 'own', 'all'].map((key) => ({
          key,
          label: t(`show.${key}`),
          count: inGroup?.filter(kinds[key]!).length,
        }))}
        filter={filter}
        onFilter={setFilter}
        tools={
          <>
            <select className="rulefilter" aria-label={t('group')} value={group} onChange={(event) => setGroup(event.currentTarget.value)}>
              <option value="">{t('allGroups')}</option>
              {order.map((key) => (
                <option key={key} value={key}>
                  {pick(ruleGroups[key as RuleGroup], lang)}
                </option>
              ))}
            </select>
            <input
              className="rulefilter wideonly"
              type="date"
              aria-label={t('on')}
              title={t('on')}
              value={on}
              onChange={(event) => setOn(event.currentTarget.value || today())}
            />
          </>
        }
        primary={may ? { label: t('form.new'), onClick: () => setOpen({ mode: 'new', of: null }) } : undefined}
        drawer={(r) => {
          const parts = partsOf(r.value, r.unit, lang)
          return {
            title: pick(r.title, lang),
            detail: `${pick(ruleGroups[r.group as RuleGroup], lang)}　${r.jurisdiction}`,
            body: (
              <>
                {parts.length === 1 ? (
                  <p className="rulevalue">{parts[0]![1]}</p>
                ) : parts.every(([key]) => key === '') ? (
                  <p className="md">{lineOf(r.value, r.unit, lang)}</p>
                ) : (
                  <Facts items={parts} />
                )}
                <div className="row wrap">
                  <StatusTag soft tone={tones[stateOn(r, on)]} icon={icons[stateOn(r, on)]}>
                    {t(`state.${stateOn(r, on)}`)}
                  </StatusTag>
                  {r.uncertain && (
                    <StatusTag soft tone="amber">
                      {t('uncertain')}
                    </StatusTag>
                  )}
                  {!r.shipped && (
                    <StatusTag soft tone="indigo" icon="pen">
                      {t('show.own')}
                    </StatusTag>
                  )}
                </div>
                {may && (
                  <div className="row wrap acts">
                    <Button icon="plus" onClick={() => setOpen({ mode: 'next', of: r })}>
                      {t('form.next')}
                    </Button>
                    <Button look="quiet" icon="pen" onClick={() => setOpen({ mode: 'correct', of: r })}>
                      {t('form.correct')}
                    </Button>
                    <Button look="quiet" icon="trash" aria-label={t('remove')} onClick={() => void onRemove(r)} />
                  </div>
                )}
                {pick(r.note, lang) && (
                  <p className="md sec" style={{ paddingTop: 8 }}>
                    {pick(r.note, lang)}
                  </p>
                )}
                <Facts
                  items={[
                    [
                      t('source'),
                      r.sourceUrl ? (
                        <a key="s" className="a" href={r.sourceUrl} target="_blank" rel="noreferrer">
                          {r.source} <Icon name="link" small />
                        </a>
                      ) : (
                        r.source
                      ),
                    ],
                    [t('checkedOn'), format.date(r.checkedOn)],
                    [t('code'), r.code],
                  ]}
                />
                <Section title={t('times')} note={periods(r).length}>
                  <Times rows={periods(r)} on={on} />
                </Section>
                <Section title={t('changes')}>
                  <Slot name="record.history" props={{ entity: 'rule', entityId: r.id }} />
                </Section>
              </>
            ),
          }
        }}
        foot={[t('foot')]}
      />
      {open && <RuleDrawer {...open} onClose={() => setOpen(null)} />}
    </>
  )
}
