import './settings.css'
import { useMemo, useState } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Button, Facts, Section, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Change, Column } from '../../../ui/list/list.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { memberFactorEndpoints } from '../contract/factors.ts'
import { memberEndpoints } from '../contract/people.ts'
import type { Invitation, Member } from '../contract/people.ts'
import { type Role, roles } from '../contract/roles.ts'
import { InviteDrawer } from './invite.tsx'
import { useRoles } from './roles.ts'

type Line = {
  id: string
  name: string
  email: string
  role: Role
  state: 'active' | 'off' | Invitation['state']
  at: string
  member?: Member
  invitation?: Invitation
}
const tones = { active: 'jade', off: 'plain', open: 'indigo', expired: 'amber', accepted: 'jade', revoked: 'plain' } as const
const icons = { active: 'check', off: 'lock', open: 'mail', expired: 'clock', accepted: 'check', revoked: 'x' } as const

const ofMember = (m: Member): Line => ({
  id: m.id,
  name: m.name,
  email: m.email,
  role: m.role,
  state: m.active ? 'active' : 'off',
  at: m.lastSeenAt ?? '',
  member: m,
})
const ofInvitation = (i: Invitation): Line => ({
  id: i.id,
  name: i.name,
  email: i.email,
  role: i.role,
  state: i.state,
  at: i.expiresAt,
  invitation: i,
})
const pages = { people: ['active'], invited: ['open', 'expired'], off: ['off', 'revoked'] } as Record<string, string[]>

export default function Members() {
  const t = useT('identity')
  const can = useCan()
  const may = can('members.edit')
  const format = useFormat()
  const text = useProblemText()
  const { roleName, roleOptions } = useRoles()
  const [filter, setFilter] = useState('people')
  const [inviting, setInviting] = useState(false)
  const people = useEndpoint(memberEndpoints.list)
  const invitations = useEndpoint(memberEndpoints.invitations, undefined, { enabled: may })
  const update = useCall(memberEndpoints.update, { invalidates: ['/members'] })
  const reset = useCall(memberFactorEndpoints.reset, { invalidates: ['/members'] })
  const resend = useCall(memberEndpoints.resend, { invalidates: ['/invitations'] })
  const revoke = useCall(memberEndpoints.revoke, { invalidates: ['/invitations'] })
  const all = useMemo(
    () => people.data && [...people.data.rows.map(ofMember), ...(invitations.data?.rows ?? []).map(ofInvitation)],
    [people.data, invitations.data],
  )
  const rows = useMemo(() => all?.filter((line) => pages[filter]!.includes(line.state)), [all, filter])
  const count = (key: string) => all?.filter((line) => pages[key]!.includes(line.state)).length ?? 0
  const say = (done: Promise<unknown>, word: string) =>
    void done.then(
      () => toast(word),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  const setActive = async (m: Member, active: boolean) => {
    if (
      !active &&
      !(await confirm({ title: t('members.offTitle', { name: m.name }), body: t('members.offBody'), action: t('members.off') }))
    )
      return
    say(
      update.mutateAsync({ params: { id: m.id }, body: { active, version: m.version } }),
      t(active ? 'members.isOn' : 'members.isOff', { name: m.name }),
    )
  }
  const resetFactors = async (m: Member) => {
    if (!(await confirm({ title: t('factors.resetTitle', { name: m.name }), body: t('factors.resetBody'), action: t('factors.reset') })))
      return
    say(reset.mutateAsync({ params: { id: m.id } }), t('factors.resetDone', { name: m.name }))
  }
  const onEdit = async (changes: Change[]) => {
    for (const change of changes) {
      const m = people.data?.rows.find((one) => one.id === change.id)
      if (m) await update.mutateAsync({ params: { id: m.id }, body: { role: change.after as Role, version: m.version } })
    }
  }
  const columns: Column<Line>[] = [
    {
      key: 'name',
      label: t('name'),
      value: (r) => r.name || r.email,
      width: 190,
      card: 'title',
      render: (r) => <b>{r.name || r.email}</b>,
    },
    { key: 'email', label: t('email'), value: (r) => r.email, card: 'detail' },
    ...(may
      ? [
          {
            key: 'factors',
            label: t('factors.column'),
            value: (r: Line) => r.member?.factors?.map((f) => t(f === 'totp' ? 'factors.totp' : 'factors.passkeys')).join('、') ?? '',
            width: 150,
            groupable: true,
            card: 'detail' as const,
            render: (r: Line) =>
              !r.member?.factors ? null : r.member.factors.length ? (
                r.member.factors.map((f) => t(f === 'totp' ? 'factors.totp' : 'factors.passkeys')).join('、')
              ) : (
                <StatusTag tone="plain">{t('factors.none')}</StatusTag>
              ),
          },
        ]
      : []),
    {
      key: 'role',
      label: t('role'),
      value: (r) => r.role,
      kind: 'select',
      options: roleOptions,
      width: 130,
      groupable: true,
      editable: (r) => may && Boolean(r.member?.active),
      card: 'tag',
      render: (r) => roleName(r.role),
    },
    {
      key: 'state',
      label: t('state'),
      value: (r) => t(`states.${r.state}`),
      width: 130,
      card: 'state',
      render: (r) => (
        <StatusTag tone={tones[r.state]} icon={icons[r.state]}>
          {t(`states.${r.state}`)}
        </StatusTag>
      ),
    },
    {
      key: 'at',
      label: t(filter === 'invited' ? 'members.until' : 'members.seen'),
      value: (r) => r.at,
      width: 190,
      render: (r) => (r.at ? format.dateTime(r.at) : '—'),
    },
  ]
  return (
    <>
      <ListScreen
        id="identity.members"
        title={t('menu.members')}
        rows={rows}
        columns={may ? columns : columns.filter((c) => c.key !== 'at')}
        error={people.error}
        onRetry={() => void people.refetch()}
        filters={['people', ...(may ? ['invited'] : []), 'off'].map((key) => ({ key, label: t(`members.${key}`), count: count(key) }))}
        filter={filter}
        onFilter={setFilter}
        onEdit={may ? onEdit : undefined}
        primary={may ? { label: t('invite.button'), icon: 'mail', onClick: () => setInviting(true) } : undefined}
        drawer={(r) => ({
          title: r.name || r.email,
          detail: r.email,
          body: (
            <>
              <StatusTag soft tone={tones[r.state]} icon={icons[r.state]}>
                {t(`states.${r.state}`)}
              </StatusTag>
              {may && (
                <div className="row wrap acts">
                  {r.member && !r.member.me && (
                    <Button icon={r.member.active ? 'lock' : 'check'} onClick={() => void setActive(r.member!, !r.member!.active)}>
                      {t(r.member.active ? 'members.off' : 'members.on')}
                    </Button>
                  )}
                  {r.member && !r.member.me && (r.member.factors?.length ?? 0) > 0 && (
                    <Button icon="refresh" onClick={() => void resetFactors(r.member!)}>
                      {t('factors.reset')}
                    </Button>
                  )}
                  {r.invitation && ['open', 'expired'].includes(r.state) && (
                    <>
                      <Button
                        icon="mail"
                        onClick={() => say(resend.mutateAsync({ params: { id: r.id } }), t('invite.sent', { email: r.email }))}
                      >
                        {t('invite.resend')}
                      </Button>
                      <Button icon="x" onClick={() => say(revoke.mutateAsync({ params: { id: r.id } }), t('invite.revoked'))}>
                        {t('invite.revoke')}
                      </Button>
                    </>
                  )}
                </div>
              )}
              <Facts
                items={[
                  [t('role'), roleName(r.role)],
                  ...(r.member ? ([[t('members.since'), format.date(r.member.createdAt)]] as [string, string][]) : []),
                  ...(r.invitation
                    ? ([
                        [t('invite.by'), r.invitation.invitedBy || '—'],
                        [t('members.until'), format.dateTime(r.invitation.expiresAt)],
                      ] as [string, string][])
                    : []),
                ]}
              />
              <Section title={t('members.roles')}>
                <dl className="rolelist">
                  {roles.map((role) => [<dt key={role}>{roleName(role)}</dt>, <dd key={`${role}=`}>{t(`roleHelp.${role}`)}</dd>])}
                </dl>
              </Section>
            </>
          ),
        })}
      />
      <InviteDrawer open={inviting} onClose={() => setInviting(false)} />
    </>
  )
}
