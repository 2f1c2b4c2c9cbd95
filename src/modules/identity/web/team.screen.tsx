import { useMemo, useState } from 'react'
import type { z } from 'zod'
import { useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useSession, useThisEvent } from '../../../kernel/web/session.tsx'
import { Button, Facts, Segments, StatusTag, Tag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Change, Column } from '../../../ui/list/list.tsx'
import { EmptyState, useProblemText } from '../../../ui/states.tsx'
import { memberEndpoints, teamDraft, teamEndpoints } from '../contract/people.ts'
import type { TeamMember } from '../contract/people.ts'
import type { Group, Role } from '../contract/roles.ts'
import { InviteDrawer } from './invite.tsx'
import { useRoles } from './roles.ts'

const editSchema = teamDraft.omit({ userId: true })
type Edit = z.output<typeof editSchema>
const path = '/events/:eventId/team'

function Inputs() {
  const t = useT('identity')
  const { roleOptions, groupOptions } = useRoles()
  return (
    <>
      <Field.Select name="role" label={t('team.role')} help={t('team.roleHelp')} required options={roleOptions} />
      <Field.MultiSelect name="groups" label={t('groups')} options={groupOptions} />
      <Field.Text name="title" label={t('team.title')} placeholder={t('team.titleHint')} />
    </>
  )
}

function Add({ onClose, team }: { onClose: () => void; team: TeamMember[] }) {
  const t = useT('identity')
  const event = useThisEvent()
  const people = useEndpoint(memberEndpoints.list)
  const add = useCall(teamEndpoints.add, { invalidates: [path] })
  const form = useKitForm({ schema: teamDraft, defaults: { userId: '', role: 'staff', groups: [], title: '' } })
  const free = (people.data?.rows ?? []).filter((m) => m.active && !team.some((one) => one.userId === m.userId))
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('team.add')}
      form={form}
      submit={t('team.addAction')}
      onSubmit={async (body: z.output<typeof teamDraft>) => {
        await add.mutateAsync({ params: { eventId: event.id }, body })
        toast(t('team.added'))
        onClose()
      }}
    >
      <Field.Select
        name="userId"
        label={t('team.who')}
        help={people.data && free.length === 0 ? t('team.nobodyLeft') : undefined}
        required
        options={free.map((m) => ({ value: m.userId, label: `${m.name}　${m.email}` }))}
      />
      <Inputs />
    </FormDrawer>
  )
}

function EditDrawer({ of, onClose }: { of: TeamMember; onClose: () => void }) {
  const t = useT('identity')
  const event = useThisEvent()
  const save = useCall(teamEndpoints.update, { invalidates: [path] })
  const form = useKitForm({ schema: editSchema, defaults: { role: of.role, groups: of.groups, title: of.title } })
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={of.name}
      form={form}
      onSubmit={async (body: Edit) => {
        await save.mutateAsync({ params: { eventId: event.id, id: of.id }, body: { ...body, version: of.version } })
        toast(t('saved'))
        onClose()
      }}
    >
      <Inputs />
    </FormDrawer>
  )
}

/** The people with an account on this event; everybody else stands in the contact list beside it. */
export default function Team() {
  const t = useT('identity')
  const go = useGo()
  const event = useThisEvent()
  const may = useCan()('team.edit')
  const mayInvite = useSession().data?.permissions.includes('members.edit')
  const text = useProblemText()
  const { roleName, roleOptions, listGroups, groupName } = useRoles()
  const [open, setOpen] = useState<'add' | 'invite' | TeamMember | null>(null)
  const found = useEndpoint(teamEndpoints.list, { params: { eventId: event.id } })
  const save = useCall(teamEndpoints.update, { invalidates: [path] })
  const remove = useCall(teamEndpoints.remove, { invalidates: [path] })
  const rows = found.data?.rows
  const byGroup = useMemo(
    () =>
      Map.groupBy(
        (rows ?? []).flatMap((r) => r.groups),
        (g) => g,
      ),
    [rows],
  )
  const [filter, setFilter] = useState('all')
  const onEdit = async (changes: Change[]) => {
    for (const [id, cells] of Map.groupBy(changes, (c) => c.id)) {
      const r = rows?.find((one) => one.id === id)
      if (r)
        await save.mutateAsync({
          params: { eventId: event.id, id },
          body: { version: r.version, ...Object.fromEntries(cells.map((c) => [c.column, c.after ?? ''])) } as never,
        })
    }
  }
  const onRemove = async (r: TeamMember) => {
    if (!(await confirm({ title: t('team.removeTitle', { name: r.name }), body: t('team.removeBody'), action: t('team.remove') }))) return
    await remove.mutateAsync({ params: { eventId: event.id, id: r.id } }).then(
      () => toast(t('team.removed')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  }
  const columns: Column<TeamMember>[] = [
    { key: 'name', label: t('name'), value: (r) => r.name, width: 150, card: 'title', render: (r) => <b>{r.name}</b> },
    { key: 'title', label: t('team.title'), value: (r) => r.title, card: 'detail', editable: (r) => r.can.update, groupable: true },
    { key: 'groups', label: t('groups'), value: (r) => listGroups(r.groups), card: 'detail', groupable: true },
    {
      key: 'role',
      label: t('team.role'),
      value: (r) => r.role,
      kind: 'select',
      options: roleOptions,
      width: 130,
      card: 'tag',
      groupable: true,
      editable: (r) => r.can.update,
      render: (r) => roleName(r.role),
    },
    { key: 'email', label: t('email'), value: (r) => r.email, card: 'detail' },
    { key: 'active', label: t('state'), value: (r) => t(r.active ? 'states.active' : 'states.off'), width: 110, hidden: true },
  ]
  const invite = (look?: 'quiet') => (
    <Button key="i" look={look} icon="mail" onClick={() => setOpen('invite')}>
      {t('team.invite')}
    </Button>
  )
  return (
    <>
      <ListScreen
        id="identity.team"
        title={t('menu.team')}
        count={rows && t('team.count', { count: rows.length })}
        rows={filter === 'all' ? rows : rows?.filter((r) => r.groups.includes(filter as Group))}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        filters={[
          { key: 'all', label: t('team.all'), count: rows?.length },
          ...[...byGroup].map(([key, all]) => ({ key, label: groupName(key), count: all.length })),
        ]}
        filter={filter}
        onFilter={setFilter}
        actions={
          <Segments
            label={t('team.which')}
            value="team"
            onChange={(value) => value === 'contacts' && go('~/contacts')}
            options={[
              { value: 'team', label: t('team.accounts') },
              { value: 'contacts', label: t('team.contacts') },
            ]}
          />
        }
        onEdit={may ? onEdit : undefined}
        primary={may ? { label: t('team.add'), onClick: () => setOpen('add') } : undefined}
        empty={
          <EmptyState icon="people" title={t('team.empty')} action={mayInvite && invite()}>
            {t('team.emptyNote')}
          </EmptyState>
        }
        drawer={(r) => ({
          title: r.name,
          detail: r.title,
          body: (
            <>
              {!r.active && (
                <StatusTag soft icon="lock">
                  {t('states.off')}
                </StatusTag>
              )}
              <div className="row wrap">
                {r.groups.map((g) => (
                  <Tag key={g}>{groupName(g)}</Tag>
                ))}
              </div>
              {r.can.update && (
                <div className="row acts">
                  <Button icon="pen" onClick={() => setOpen(r)}>
                    {t('edit')}
                  </Button>
                  <Button icon="x" onClick={() => void onRemove(r)}>
                    {t('team.remove')}
                  </Button>
                </div>
              )}
              <Facts
                items={[
                  [
                    t('email'),
                    <a key="m" className="a" href={`mailto:${r.email}`}>
                      {r.email}
                    </a>,
                  ],
                  [t('team.role'), roleName(r.role)],
                ]}
              />
              <p className="md sec">{t(`roleHelp.${r.role as Role}`)}</p>
            </>
          ),
        })}
        foot={mayInvite ? [invite('quiet')] : undefined}
      />
      {open === 'add' && <Add onClose={() => setOpen(null)} team={rows ?? []} />}
      {open !== null && typeof open === 'object' && <EditDrawer of={open} onClose={() => setOpen(null)} />}
      <InviteDrawer open={open === 'invite'} onClose={() => setOpen(null)} eventId={event.id} />
    </>
  )
}
