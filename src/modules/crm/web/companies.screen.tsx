import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo, useUrlState } from '../../../kernel/web/nav.tsx'
import { rowOfCells, useCellEdit } from '../../../kernel/web/cells.ts'
import type { MoreRows } from '../../../kernel/web/cells.ts'
import { useCall, usePages } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { type Change, type Column, ListScreen, type Query } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { company, companyEndpoints, type CompanyKind, companyKindNames, companyKinds, type CompanyRow } from '../contract/company.ts'
import { showPhone } from '../contract/values.ts'
import { exportEndpoints } from '../contract/import.ts'
import { bodyOfCompany, companyForm, CompanyInputs, emptyCompanyForm, options, tagList } from './parts.tsx'

const invalidates = ['/crm/companies', '/crm/people']

export default function Companies() {
  const t = useT('crm')
  const lang = useLang()
  const can = useCan()
  const go = useGo()
  const [kind, setKind] = useUrlState('kind', 'all')
  const [query, onQuery] = useState<Query>({})
  const [adding, setAdding] = useState(false)
  const { list, data } = usePages(companyEndpoints.list, {
    query: { ...query, sort: query.sort?.replace(/name\.(zh|en)$/, 'name'), ...(kind === 'all' ? {} : { kind: kind as CompanyKind }) },
  })
  const counts = (data?.pages[0] as { counts?: Record<string, number> } | undefined)?.counts ?? {}
  const create = useCall(companyEndpoints.create, { invalidates })
  const cells = useCellEdit(companyEndpoints.batch, {
    rows: list.rows,
    invalidates,
    draft: ({ tags, contactName: _c, people: _p, ...row }) => ({ name: { zh: '' }, ...rowOfCells(row), tags: tagList(String(tags ?? '')) }),
  })
  const form = useKitForm({ schema: companyForm, defaults: emptyCompanyForm })
  const columns = useMemo((): Column<CompanyRow>[] => {
    const l = (k: keyof typeof company.labels) => pick(company.labels[k], lang)
    return [
      {
        key: 'name.zh',
        label: l('name'),
        value: (r) => r.name.zh,
        render: (r) => r.name.zh || <span className="sec">{r.name.en}</span>,
        editable: true,
        card: 'title',
      },
      {
        key: 'name.en',
        label: t('companies.nameEn'),
        value: (r) => r.name.en,
        editable: true,
        sortable: false,
        render: (r) => <span className="sec">{r.name.en}</span>,
        card: 'detail',
      },
      {
        key: 'kind',
        label: l('kind'),
        value: (r) => r.kind,
        kind: 'select',
        options: options(companyKindNames, lang),
        width: 96,
        editable: true,
        groupable: true,
        card: 'state',
      },
      {
        key: 'taxId',
        label: l('taxId'),
        value: (r) => r.taxId,
        width: 108,
        editable: true,
        render: (r) => (r.hints.length ? <StatusTag tone="amber">{r.taxId}</StatusTag> : r.taxId),
      },
      { key: 'industry', label: l('industry'), value: (r) => r.industry, width: 140, editable: true, sortable: false, card: 'tag' },
      { key: 'city', label: l('city'), value: (r) => r.city, width: 88, editable: true, groupable: true, card: 'tag' },
      { key: 'contactName', label: l('contactPersonId'), value: (r) => r.contactName, width: 100, sortable: false },
      { key: 'people', label: t('companies.people'), kind: 'number', value: (r) => r.people || null, width: 72, sortable: false },
      {
        key: 'phone',
        label: l('phone'),
        value: (r) => r.phone,
        render: (r) => showPhone(r.phone, lang),
        width: 150,
        editable: true,
        sortable: false,
        hidden: true,
      },
      { key: 'email', label: l('email'), value: (r) => r.email, width: 180, editable: true, sortable: false, hidden: true },
      { key: 'address', label: l('address'), value: (r) => r.address, width: 200, editable: true, sortable: false, hidden: true },
      { key: 'website', label: l('website'), value: (r) => r.website, width: 180, editable: true, sortable: false, hidden: true },
      { key: 'tags', label: l('tags'), value: (r) => r.tags.join('、'), width: 120, editable: true, sortable: false, hidden: true },
    ]
  }, [lang, t])
  const onEdit = (changes: Change[], more: MoreRows) =>
    cells(
      changes.map((c) => ({ ...c, after: c.column === 'tags' ? tagList(String(c.after ?? '')) : (c.after ?? '') })),
      more,
    )
  return (
    <>
      <ListScreen<CompanyRow>
        {...list}
        id="crm.companies"
        title={t('companies.title')}
        count={list.rows && t('companies.count', { count: list.total ?? 0 })}
        columns={columns}
        query={query}
        onQuery={onQuery}
        searchHint={t('companies.search')}
        filters={[
          { key: 'all', label: t('all'), count: counts.all },
          ...companyKinds
            .filter((k) => counts[k] || k === kind)
            .map((k) => ({ key: k, label: pick(companyKindNames[k], lang), count: counts[k] ?? 0 })),
        ]}
        filter={kind}
        onFilter={setKind}
        onOpen={(row) => go(`/o/companies/${row.id}`)}
        {...(can('crm.edit') ? { onEdit, mayAdd: true, primary: { label: t('companies.add'), onClick: () => setAdding(true) } } : {})}
        {...(can('crm.export')
          ? {
              exports: (['xlsx', 'csv'] as const).map((format) => ({
                label: t(`export.all.${format}`),
                href: href(exportEndpoints.companies, { query: { format, lang } }),
              })),
            }
          : {})}
        actions={
          <>
            {can('crm.import') && (
              <LinkButton look="quiet" icon="upload" to="/o/directory-import" {...({ search: { kind: 'companies' } } as object)}>
                {t('import.short')}
              </LinkButton>
            )}
          </>
        }
        empty={
          <EmptyState icon="people" title={t('companies.empty')}>
            {t('companies.emptyHelp')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        title={t('companies.add')}
        wide
        form={form}
        onSubmit={async (values: never) => {
          const made = await create.mutateAsync({ body: bodyOfCompany(values) })
          setAdding(false)
          form.reset(emptyCompanyForm)
          toast(t('people.added', { name: pick(made.name, lang) }))
        }}
      >
        <CompanyInputs />
      </FormDrawer>
    </>
  )
}
