import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Facts, Feed, Section, StatusTag, Tag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { Slot } from '../../../kernel/web/module.tsx'
import { useCan } from '../../../kernel/web/session.tsx'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import type { Output } from '../../../kernel/contract/endpoint.ts'
import { person, personalLabels, personEndpoints, personRoleNames } from '../contract/person.ts'
import { bodyOfPerson, countryName, formOfPerson, languageNames, personForm, PersonInputs, RoleTags, Secret } from './parts.tsx'

type Detail = Output<typeof personEndpoints.get>
const invalidates = ['/crm/people', '/crm/companies']

export default function PersonScreen() {
  const { id = '' } = useRouteParams()
  return (
    <Loaded of={useEndpoint(personEndpoints.get, { params: { id } })}>{(row) => <Shown key={row.id + row.version} row={row} />}</Loaded>
  )
}

function Shown({ row }: { row: Detail }) {
  const t = useT('crm')
  const lang = useLang()
  const go = useGo()
  const [editing, setEditing] = useState(false)
  const shared = useRecordTabs({ entity: 'person', entityId: row.id })
  const can = useCan()
  const update = useCall(personEndpoints.update, { invalidates })
  const remove = useCall(personEndpoints.remove, { invalidates })
  const form = useKitForm({ schema: personForm, defaults: formOfPerson(row) })
  const onRemove = async () => {
    if (!(await confirm({ title: t('person.removeTitle', { name: row.name }), body: t('person.removeBody'), action: t('remove') }))) return
    await remove.mutateAsync({ params: { id: row.id } })
    toast(t('removed', { name: row.name }))
    go('/o/people')
  }
  return (
    <>
      <RecordScreen
        back={{ to: '/o/people', label: t('people.title') }}
        title={lang === 'en' ? row.nameEn || row.name : row.name}
        state={
          <span className="row wrap" style={{ gap: 6 }}>
            <RoleTags roles={row.roles} />
            {row.consent.marketing && (
              <StatusTag soft tone="jade">
                {t('consented')}
              </StatusTag>
            )}
          </span>
        }
        detail={[lang === 'en' ? '' : row.nameEn, pick(row.company?.name, lang), row.title].filter(Boolean).join('　')}
        actions={
          row.can?.update && (
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
          { key: 'details', label: t('tab.details'), body: <Details row={row} /> },
          { key: 'roles', label: t('tab.roles'), count: row.history.length, body: <Roles row={row} /> },
          ...(can('privacy.person')
            ? [{ key: 'privacy', label: t('tab.privacy'), body: <Slot name="person.privacy" props={{ personId: row.id }} /> }]
            : []),
          ...shared,
        ]}
      />
      <FormDrawer
        open={editing}
        onClose={() => setEditing(false)}
        title={t('person.edit', { name: row.name })}
        wide
        form={form}
        onSubmit={async (values: never) => {
          await update.mutateAsync({ params: { id: row.id }, body: { ...bodyOfPerson(values, row), version: row.version } })
          setEditing(false)
          toast(t('saved'))
        }}
      >
        <PersonInputs masked />
      </FormDrawer>
    </>
  )
}

function Details({ row }: { row: Detail }) {
  const t = useT('crm')
  const lang = useLang()
  const format = useFormat()
  const l = (k: keyof typeof person.labels) => pick(person.labels[k], lang)
  const secret = (f: keyof typeof personalLabels): [string, React.ReactNode] => [
    pick(personalLabels[f], lang),
    <Secret key={f} person={row} field={f} />,
  ]
  return (
    <>
      <Section title={t('person.contact')} note={t('person.maskNote')}>
        <Facts items={[secret('email'), secret('mobile'), secret('phone'), secret('nationalId')]} />
      </Section>
      <Section title={t('person.about')}>
        <Facts
          items={[
            [l('name'), [row.name, row.nameEn].filter(Boolean).join('　')],
            [l('companyId'), row.company ? <AppLink to={`/o/companies/${row.company.id}`}>{pick(row.company.name, lang)}</AppLink> : '—'],
            [l('title'), [row.title, row.titleEn].filter(Boolean).join('　') || '—'],
            [l('country'), countryName(row.country, lang) || '—'],
            [l('languages'), languageNames(row.languages, lang).join('、') || '—'],
            [
              l('tags'),
              row.tags.length ? (
                <span className="row wrap" style={{ gap: 4 }}>
                  {row.tags.map((tag) => (
                    <Tag key={tag}>{tag}</Tag>
                  ))}
                </span>
              ) : (
                '—'
              ),
            ],
            [
              l('consent'),
              row.consent.marketing
                ? t('person.consentAt', { date: row.consent.at ? format.date(row.consent.at) : '' })
                : t('person.noConsent'),
            ],
            [
              l('source'),
              ['manual', 'demo', 'linked', 'registration', 'programme'].includes(row.source)
                ? t(`source.${row.source}`)
                : row.source.startsWith('import:')
                  ? t('source.import', { file: row.source.slice(7) })
                  : row.source,
            ],
            [l('notes'), row.notes || '—'],
          ]}
        />
      </Section>
    </>
  )
}

function Roles({ row }: { row: Detail }) {
  const t = useT('crm')
  const lang = useLang()
  const format = useFormat()
  if (!row.history.length)
    return (
      <EmptyState icon="calendar" title={t('person.noRoles')}>
        {row.hiddenEvents ? t('person.hidden', { count: row.hiddenEvents }) : t('person.noRolesHelp')}
      </EmptyState>
    )
  return (
    <>
      <Feed
        items={row.history.map((h) => ({
          key: h.id,
          when: format.date(h.startDate, { weekday: false }),
          who: pick(personRoleNames[h.role], lang),
          what: <AppLink to={`/e/${h.slug}`}>{pick(h.event, lang)}</AppLink>,
        }))}
      />
      {row.hiddenEvents > 0 && <p className="sm mut">{t('person.hidden', { count: row.hiddenEvents })}</p>}
    </>
  )
}
