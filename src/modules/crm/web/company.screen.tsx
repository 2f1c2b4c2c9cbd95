import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts, Section, Tag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { company, companyEndpoints, companyKindNames, type CompanyRow } from '../contract/company.ts'
import { personEndpoints } from '../contract/person.ts'
import { showPhone } from '../contract/values.ts'
import { bodyOfCompany, companyForm, CompanyInputs, countryName, formOfCompany, Secret } from './parts.tsx'

const invalidates = ['/crm/companies', '/crm/people']

export default function CompanyScreen() {
  const { id = '' } = useRouteParams()
  return (
    <Loaded of={useEndpoint(companyEndpoints.get, { params: { id } })}>{(row) => <Shown key={row.id + row.version} row={row} />}</Loaded>
  )
}

function Shown({ row }: { row: CompanyRow }) {
  const t = useT('crm')
  const lang = useLang()
  const go = useGo()
  const problem = useProblemText()
  const [editing, setEditing] = useState(false)
  const shared = useRecordTabs({ entity: 'company', entityId: row.id })
  const people = useEndpoint(personEndpoints.list, { query: { companyId: row.id, limit: 200, sort: 'name' } })
  const update = useCall(companyEndpoints.update, { invalidates })
  const remove = useCall(companyEndpoints.remove, { invalidates })
  const form = useKitForm({ schema: companyForm, defaults: formOfCompany(row) })
  const l = (k: keyof typeof company.labels) => pick(company.labels[k], lang)
  const name = pick(row.name, lang)
  const onRemove = async () => {
    if (!(await confirm({ title: t('person.removeTitle', { name }), body: t('company.removeBody'), action: t('remove') }))) return
    try {
      await remove.mutateAsync({ params: { id: row.id } })
      toast(t('removed', { name }))
      go('/o/companies')
    } catch (error) {
      toast(problem(error), { tone: 'amber' })
    }
  }
  return (
    <>
      <RecordScreen
        back={{ to: '/o/companies', label: t('companies.title') }}
        title={name}
        state={<Tag>{pick(companyKindNames[row.kind], lang)}</Tag>}
        detail={[lang === 'en' ? row.name.zh : row.name.en, row.industry, row.city].filter(Boolean).join('　')}
        actions={
          row.can?.remove && (
            <Button look="quiet" icon="trash" onClick={() => void onRemove()}>
              {t('remove')}
            </Button>
          )
        }
        {...(row.can?.update
          ? {
              next: (
                <Button look="primary" icon="pen" onClick={() => setEditing(true)}>
                  {t('edit')}
                </Button>
              ),
            }
          : {})}
        tabs={[
          {
            key: 'details',
            label: t('tab.details'),
            body: (
              <>
                {row.hints.map((h) => (
                  <Alert key={h.code} title={`${l('taxId')} ${row.taxId}`}>
                    {lang === 'en' ? h.en : h.zh}
                  </Alert>
                ))}
                <Section title={t('company.about')}>
                  <Facts
                    items={[
                      [l('taxId'), row.taxId || '—'],
                      [l('phone'), showPhone(row.phone, lang) || '—'],
                      [l('email'), row.email ? <a href={`mailto:${row.email}`}>{row.email}</a> : '—'],
                      [
                        l('website'),
                        row.website ? (
                          <a href={row.website} target="_blank" rel="noreferrer">
                            {row.website}
                          </a>
                        ) : (
                          '—'
                        ),
                      ],
                      [l('address'), row.address || '—'],
                      [l('city'), row.city || '—'],
                      [l('country'), countryName(row.country, lang) || '—'],
                      [l('industry'), row.industry || '—'],
                      [
                        l('contactPersonId'),
                        row.contactPersonId ? <AppLink to={`/o/people/${row.contactPersonId}`}>{row.contactName}</AppLink> : '—',
                      ],
                      [l('tags'), row.tags.join('、') || '—'],
                      [l('notes'), row.notes || '—'],
                    ]}
                  />
                </Section>
              </>
            ),
          },
          {
            key: 'people',
            label: t('companies.people'),
            count: row.people,
            body: (
              <Loaded of={people}>
                {({ rows }) =>
                  rows.length === 0 ? (
                    <EmptyState icon="people" title={t('company.noPeople')} />
                  ) : (
                    <div className="tablebox">
                      <table className="table">
                        <thead>
                          <tr>
                            <th scope="col">{t('col.name')}</th>
                            <th scope="col">{t('col.title')}</th>
                            <th scope="col">{t('col.email')}</th>
                            <th scope="col">{t('col.mobile')}</th>
                          </tr>
                        </thead>
                        <tbody>
                          {rows.map((p) => (
                            <tr key={p.id}>
                              <td style={{ whiteSpace: 'nowrap' }}>
                                <AppLink to={`/o/people/${p.id}`}>{p.name}</AppLink>
                              </td>
                              <td style={{ whiteSpace: 'nowrap' }}>{p.title}</td>
                              <td>
                                <Secret person={p} field="email" />
                              </td>
                              <td>
                                <Secret person={p} field="mobile" />
                              </td>
                            </tr>
                          ))}
                        </tbody>
                      </table>
                    </div>
                  )
                }
              </Loaded>
            ),
          },
          ...shared,
        ]}
      />
      <FormDrawer
        open={editing}
        onClose={() => setEditing(false)}
        title={t('person.edit', { name })}
        wide
        form={form}
        onSubmit={async (values: never) => {
          await update.mutateAsync({ params: { id: row.id }, body: { ...bodyOfCompany(values), version: row.version } })
          setEditing(false)
          toast(t('saved'))
        }}
      >
        <CompanyInputs contacts={(people.data?.rows ?? []).map((p) => ({ value: p.id, label: p.name }))} />
      </FormDrawer>
    </>
  )
}
