import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { download, href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { rowOfCells, useCellEdit } from '../../../kernel/web/cells.ts'
import type { MoreRows } from '../../../kernel/web/cells.ts'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Facts, LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { type Change, type Column, ListScreen, type Query } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { exportEndpoints } from '../contract/import.ts'
import {
  person,
  personalLabels,
  personEndpoints,
  type PersonRole,
  personRoleNames,
  personRoles,
  type PersonRow,
} from '../contract/person.ts'
import {
  bodyOfPerson,
  countryName,
  countryOptions,
  emptyPersonForm,
  personForm,
  PersonInputs,
  RoleTags,
  Secret,
  tagList,
  useCompanyOptions,
} from './parts.tsx'

const invalidates = ['/crm/people', '/crm/companies']

export default function People() {
  const t = useT('crm')
  const lang = useLang()
  const can = useCan()
  const go = useGo()
  const [role, setRole] = useUrlState('role', 'all')
  const [query, onQuery] = useState<Query>({})
  const [adding, setAdding] = useState(false)
  const { list, data } = usePages(personEndpoints.list, { query: { ...query, ...(role === 'all' ? {} : { role: role as PersonRole }) } })
  const counts = (data?.pages[0] as { counts?: Record<string, number> } | undefined)?.counts ?? {}
  const create = useCall(personEndpoints.create, { invalidates })
  const cells = useCellEdit(personEndpoints.batch, {
    rows: list.rows,
    invalidates,
    draft: ({ tags, events: _e, roles: _r, consent: _c, ...row }) => ({ name: '', ...rowOfCells(row), tags: tagList(String(tags ?? '')) }),
  })
  const companies = useCompanyOptions()
  const form = useKitForm({ schema: personForm, defaults: emptyPersonForm })
  const l = (k: keyof typeof person.labels) => pick(person.labels[k], lang)
  const columns = useMemo((): Column<PersonRow>[] => {
    const l = (k: keyof typeof person.labels) => pick(person.labels[k], lang)
    return [
      { key: 'name', label: l('name'), value: (r) => r.name, width: 132, editable: true, card: 'title' },
      {
        key: 'nameEn',
        label: l('nameEn'),
        value: (r) => r.nameEn,
        width: 150,
        editable: true,
        render: (r) => <span className="sec">{r.nameEn}</span>,
      },
      {
        key: 'companyId',
        label: l('companyId'),
        value: (r) => r.companyId,
        kind: 'select',
        options: companies,
        editable: true,
        groupable: true,
        sortable: false,
        render: (r) => pick(r.company?.name, lang),
        card: 'detail',
      },
      { key: 'title', label: l('title'), value: (r) => r.title, width: 140, editable: true, card: 'detail' },
      {
        key: 'roles',
        label: t('people.roles'),
        value: (r) => r.roles.map((one) => pick(personRoleNames[one], lang)).join('、'),
        width: 148,
        sortable: false,
        render: (r) => (
          <span className="row" style={{ gap: 4 }}>
            <RoleTags roles={r.roles} />
          </span>
        ),
        card: 'tag',
      },
      { key: 'events', label: t('people.events'), kind: 'number', value: (r) => r.events || null, width: 72, sortable: false },
      // Masked values can't be undone to, so they are edited in the form and only read here; pasted new rows may bring them.
      {
        key: 'email',
        label: pick(personalLabels.email, lang),
        value: (r) => r.email,
        width: 176,
        editable: () => false,
        sortable: false,
        render: (r) => <span className="mut">{r.email}</span>,
      },
      {
        key: 'mobile',
        label: pick(personalLabels.mobile, lang),
        value: (r) => r.mobile,
        width: 124,
        editable: () => false,
        sortable: false,
        render: (r) => <span className="mut">{r.mobile}</span>,
      },
      {
        key: 'phone',
        label: pick(personalLabels.phone, lang),
        value: (r) => r.phone,
        width: 124,
        editable: () => false,
        sortable: false,
        hidden: true,
      },
      {
        key: 'country',
        label: l('country'),
        value: (r) => r.country || null,
        kind: 'select',
        options: countryOptions(lang),
        width: 88,
        editable: true,
        groupable: true,
        render: (r) => countryName(r.country, lang),
      },
      { key: 'tags', label: l('tags'), value: (r) => r.tags.join('、'), width: 120, editable: true, sortable: false, hidden: true },
      { key: 'consent', label: l('consent'), value: (r) => r.consent.marketing, kind: 'check', width: 88, sortable: false, hidden: true },
      { key: 'notes', label: l('notes'), value: (r) => r.notes, width: 180, editable: true, sortable: false, hidden: true },
    ]
  }, [lang, t, companies])
  const onEdit = (changes: Change[], more: MoreRows) =>
    cells(
      changes.map((c) => ({
        ...c,
        after: c.column === 'tags' ? tagList(String(c.after ?? '')) : c.column === 'companyId' ? (c.after ?? null) : (c.after ?? ''),
      })),
      more,
    )
  const problem = useProblemText()
  const onUnmasked = async () => {
    if (await confirm({ title: t('export.unmasked'), body: t('export.unmaskedBody'), action: t('export.xlsx') }))
      await download(href(exportEndpoints.people, { query: { format: 'xlsx', lang, masked: 'false' } as never })).catch((error) =>
        toast(problem(error), { tone: 'amber' }),
      )
  }
  const used = personRoles.filter((one) => counts[one] || one === role)
  const edit = can('crm.edit')
  return (
    <>
      <ListScreen<PersonRow>
        {...list}
        id="crm.people"
        title={t('people.title')}
        count={list.rows && t('people.count', { count: list.total ?? 0 })}
        columns={columns}
        query={query}
        onQuery={onQuery}
        searchHint={t('people.search')}
        filters={[
          { key: 'all', label: t('all'), count: counts.all },
          ...used.map((one) => ({ key: one, label: pick(personRoleNames[one], lang), count: counts[one] ?? 0 })),
        ]}
        filter={role}
        onFilter={setRole}
        {...(edit ? { onEdit, mayAdd: true, primary: { label: t('people.add'), onClick: () => setAdding(true) } } : {})}
        {...(can('crm.export')
          ? {
              exports: (['xlsx', 'csv'] as const).map((format) => ({
                label: t(`export.all.${format}`),
                href: href(exportEndpoints.people, { query: { format, lang } }),
              })),
            }
          : {})}
        actions={
          <>
            {can('crm.import') && (
              <LinkButton look="quiet" icon="upload" to="/o/directory-import">
                {t('import.short')}
              </LinkButton>
            )}
            {can('crm.export') && can('crm.read_personal') && (
              <Button look="quiet" icon="eye" className="wideonly" onClick={() => void onUnmasked()}>
                {t('export.unmaskedShort')}
              </Button>
            )}
          </>
        }
        drawer={(row) => ({
          title: row.name,
          detail: [row.nameEn, pick(row.company?.name, lang), row.title].filter(Boolean).join('　'),
          body: (
            <>
              <div className="row wrap" style={{ gap: 6, margin: '10px 0 14px' }}>
                <RoleTags roles={row.roles} />
                {row.consent.marketing && (
                  <StatusTag soft tone="jade">
                    {t('consented')}
                  </StatusTag>
                )}
              </div>
              <Button icon="list" onClick={() => go(`/o/people/${row.id}`)}>
                {t('open')}
              </Button>
              <Facts
                items={[
                  ...(['email', 'mobile', 'phone', 'nationalId'] as const).map((f): [string, React.ReactNode] => [
                    pick(personalLabels[f], lang),
                    <Secret key={f} person={row} field={f} />,
                  ]),
                  [l('country'), countryName(row.country, lang) || '—'],
                  [t('people.events'), row.events ? t('people.eventCount', { count: row.events }) : '—'],
                  [l('tags'), row.tags.join('、') || '—'],
                  ...(row.notes ? [[l('notes'), row.notes] as [string, string]] : []),
                ]}
              />
            </>
          ),
        })}
        empty={
          <EmptyState
            icon="people"
            title={t('people.empty')}
            action={
              can('crm.import') ? (
                <LinkButton icon="upload" to="/o/directory-import">
                  {t('import.title')}
                </LinkButton>
              ) : undefined
            }
          >
            {t('people.emptyHelp')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        title={t('people.add')}
        wide
        form={form}
        onSubmit={async (values: never) => {
          const made = await create.mutateAsync({ body: bodyOfPerson(values) })
          setAdding(false)
          form.reset(emptyPersonForm)
          toast(t('people.added', { name: made.name }))
        }}
      >
        <PersonInputs />
      </FormDrawer>
    </>
  )
}
