import { useMemo, useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { rowOfCells, useCellEdit } from '../../../kernel/web/cells.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Facts, Segments, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { groupNames, groups } from '../../identity/contract/roles.ts'
import { contact, contactEndpoints } from '../contract/contact.ts'
import type { Contact } from '../contract/contact.ts'

const path = '/events/:eventId/contacts'
const blank = { name: '', group: null, role: '', company: '', phone: '', email: '', duty: '', emergency: false }

function AddDrawer({ onClose, position }: { onClose: () => void; position: number }) {
  const t = useT('events')
  const lang = useLang()
  const event = useThisEvent()
  const create = useCall(contactEndpoints.create, { invalidates: [path] })
  const form = useKitForm({ schema: contact.draft, defaults: { ...blank, position } })
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('contacts.add')}
      form={form}
      onSubmit={async (body: Contact) => {
        await create.mutateAsync({ params: { eventId: event.id }, body })
        toast(t('contacts.added'))
        onClose()
      }}
    >
      <Field.Text name="name" label={t('contacts.name')} required />
      <div className="fields">
        <Field.Text name="company" label={t('contacts.company')} />
        <Field.Text name="role" label={t('contacts.role')} />
        <Field.Phone name="phone" label={t('contacts.phone')} />
        <Field.Email name="email" label={t('contacts.email')} />
      </div>
      <Field.Select
        name="group"
        label={t('contacts.group')}
        options={groups.map((value) => ({ value, label: pick(groupNames[value], lang) }))}
      />
      <Field.Textarea name="duty" label={t('contacts.duty')} />
      <Field.Switch name="emergency" label={t('contacts.emergency')} help={t('contacts.emergencyHelp')} />
    </FormDrawer>
  )
}

/** Everybody to be reached for the event, with or without an account: a sheet to type in, paste into and copy from. */
export default function Contacts() {
  const t = useT('events')
  const lang = useLang()
  const go = useGo()
  const event = useThisEvent()
  const may = useCan()('team.edit')
  const text = useProblemText()
  const [filter, setFilter] = useState('all')
  const [adding, setAdding] = useState(false)
  const params = { eventId: event.id }
  const found = useEndpoint(contactEndpoints.list, { params, query: { sort: 'position', limit: 500 } })
  const all = found.data?.rows as Contact[] | undefined
  const next = Math.max(0, ...(all ?? []).map((c) => c.position)) + 1
  const onEdit = useCellEdit(contactEndpoints.batch, {
    params,
    rows: all,
    invalidates: [path],
    draft: (cells, i) => ({ ...blank, ...rowOfCells(cells), position: next + i }),
  })
  const batch = useCall(contactEndpoints.batch, { invalidates: [path] })
  const groupOptions = groups.map((value) => ({ value: value as string, label: pick(groupNames[value], lang) }))
  const inGroup = useMemo(() => Map.groupBy(all ?? [], (c) => c.group), [all])
  const rows = filter === 'all' ? all : filter === 'emergency' ? all?.filter((c) => c.emergency) : all?.filter((c) => c.group === filter)
  const onRemove = async (ids: string[], clear: () => void) => {
    if (
      !(await confirm({
        title: t('contacts.removeTitle', { count: ids.length }),
        body: t('contacts.removeBody'),
        action: t('contacts.remove'),
      }))
    )
      return
    try {
      await batch.mutateAsync({ params, body: { remove: ids } })
      clear()
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    }
  }
  const columns: Column<Contact>[] = [
    {
      key: 'name',
      label: t('contacts.name'),
      value: (c) => c.name,
      width: 130,
      editable: true,
      card: 'title',
      render: (c) => <b>{c.name}</b>,
    },
    { key: 'company', label: t('contacts.company'), value: (c) => c.company, width: 180, editable: true, groupable: true, card: 'detail' },
    { key: 'role', label: t('contacts.role'), value: (c) => c.role, width: 130, editable: true, card: 'detail' },
    {
      key: 'group',
      label: t('contacts.group'),
      value: (c) => c.group,
      kind: 'select',
      options: groupOptions,
      width: 120,
      editable: true,
      groupable: true,
      card: 'tag',
      render: (c) => (c.group ? pick(groupNames[c.group], lang) : '—'),
    },
    { key: 'phone', label: t('contacts.phone'), value: (c) => c.phone, width: 140, editable: true, card: 'detail' },
    { key: 'email', label: t('contacts.email'), value: (c) => c.email, width: 200, editable: true },
    { key: 'duty', label: t('contacts.duty'), value: (c) => c.duty, editable: true },
    {
      key: 'emergency',
      label: t('contacts.emergencyShort'),
      value: (c) => c.emergency,
      kind: 'check',
      width: 80,
      editable: true,
      card: 'state',
      render: (c) =>
        c.emergency && (
          <StatusTag tone="amber" icon="phone">
            {t('contacts.emergencyShort')}
          </StatusTag>
        ),
    },
  ]
  return (
    <>
      <ListScreen
        id="events.contacts"
        title={t('contacts.title')}
        count={all && t('contacts.count', { count: all.length })}
        rows={rows}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        searchHint={t('contacts.search')}
        filters={[
          { key: 'all', label: t('contacts.all'), count: all?.length },
          { key: 'emergency', label: t('contacts.emergency'), count: all?.filter((c) => c.emergency).length },
          ...groups
            .filter((g) => inGroup.has(g))
            .map((g) => ({ key: g as string, label: pick(groupNames[g], lang), count: inGroup.get(g)!.length })),
        ]}
        filter={filter}
        onFilter={setFilter}
        actions={
          <Segments
            label={t('contacts.which')}
            value="contacts"
            onChange={(value) => value === 'team' && go('~/team')}
            options={[
              { value: 'team', label: t('contacts.accounts') },
              { value: 'contacts', label: t('contacts.title') },
            ]}
          />
        }
        {...(may
          ? {
              onEdit,
              mayAdd: true,
              primary: { label: t('contacts.add'), onClick: () => setAdding(true) },
              bulk: [
                {
                  label: t('contacts.remove'),
                  icon: 'trash' as const,
                  run: (ids: string[], clear: () => void) => void onRemove(ids, clear),
                },
              ],
            }
          : {})}
        drawer={(c) => ({
          title: c.name,
          detail: [c.company, c.role].filter(Boolean).join('　'),
          body: (
            <>
              {c.emergency && (
                <StatusTag soft tone="amber" icon="phone">
                  {t('contacts.emergency')}
                </StatusTag>
              )}
              <Facts
                items={[
                  [
                    t('contacts.phone'),
                    c.phone ? (
                      <a key="p" className="a" href={`tel:${c.phone.replaceAll(/[^\d+]/g, '')}`}>
                        {c.phone}
                      </a>
                    ) : (
                      '—'
                    ),
                  ],
                  [
                    t('contacts.email'),
                    c.email ? (
                      <a key="m" className="a" href={`mailto:${c.email}`}>
                        {c.email}
                      </a>
                    ) : (
                      '—'
                    ),
                  ],
                  [t('contacts.group'), c.group ? pick(groupNames[c.group], lang) : '—'],
                  [t('contacts.duty'), c.duty || '—'],
                ]}
              />
            </>
          ),
        })}
        empty={
          <EmptyState
            icon="phone"
            title={t('contacts.empty')}
            action={may && <Button onClick={() => setAdding(true)}>{t('contacts.add')}</Button>}
          >
            {t('contacts.emptyNote')}
          </EmptyState>
        }
      />
      {adding && <AddDrawer onClose={() => setAdding(false)} position={next} />}
    </>
  )
}
