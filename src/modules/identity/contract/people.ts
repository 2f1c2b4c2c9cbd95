import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { groups, roleField } from './roles.ts'
import { password } from './session.ts'

const byId = z.object({ id: id() })
const byEvent = z.object({ eventId: id() })
const inEvent = z.object({ eventId: id(), id: id() })
const version = z.number().int()
const name = z.string().trim().min(1).max(80)
const groupList = z.array(z.enum(groups)).max(groups.length)

/** A person's place in the organisation. `lastSeenAt` is told to those who keep the members. */
export const member = z.object({
  id: id(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleField,
  active: z.boolean(),
  version,
  createdAt: z.string(),
  lastSeenAt: z.string().nullable(),
  /** Second factors; null for those who do not keep the members. */
  factors: z.array(z.enum(['totp', 'passkey'])).nullable(),
  me: z.boolean(),
})
export type Member = z.output<typeof member>

export const invitationStates = ['open', 'expired', 'accepted', 'revoked'] as const
export const invitation = z.object({
  id: id(),
  email: z.string(),
  name: z.string(),
  role: roleField,
  eventId: id().nullable(),
  groups: z.array(z.string()),
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(invitationStates),
  version,
})
export type Invitation = z.output<typeof invitation>
/** Days that an invitation is good for; sending it again starts them anew. */
export const INVITATION_DAYS = 7
export const invitationDraft = z.strictObject({
  email: z.email().max(200),
  name: z.string().trim().max(80).default(''),
  role: roleField,
  eventId: id().nullable().default(null),
  groups: groupList.default([]),
  lang: z.enum(['zh-TW', 'en']).default('zh-TW'),
})

export const memberEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/members',
    action: 'members.read',
    summary: 'People of the organisation',
    response: z.object({ rows: z.array(member) }),
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/members/:id',
    action: 'members.edit',
    summary: "Change a person's role, or close and open their place",
    stepUp: true,
    params: byId,
    body: z.strictObject({ role: roleField.optional(), active: z.boolean().optional(), version }),
    response: member,
  }),
  invitations: endpoint({
    method: 'GET',
    path: '/invitations',
    action: 'members.edit',
    summary: 'Invitations, newest first',
    response: z.object({ rows: z.array(invitation) }),
  }),
  invite: endpoint({
    method: 'POST',
    path: '/invitations',
    action: 'members.edit',
    summary: 'Invite by e-mail; the letter holds a link for one use within 7 days',
    rate: 120,
    body: invitationDraft,
    response: invitation,
  }),
  resend: endpoint({
    method: 'POST',
    path: '/invitations/:id/resend',
    action: 'members.edit',
    summary: 'Send an invitation again with a new link; the old link dies',
    rate: 60,
    params: byId,
    response: invitation,
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/invitations/:id',
    action: 'members.edit',
    summary: 'Take an invitation back',
    params: byId,
    response: byId,
  }),
}

const token = z.string().min(1).max(200)
export const joinEndpoints = {
  look: endpoint({
    method: 'POST',
    path: '/join/look',
    action: 'public',
    summary: 'What an invitation link is for',
    rate: 60,
    body: z.strictObject({ token }),
    response: z.object({
      organisation: z.string(),
      email: z.string(),
      name: z.string(),
      role: roleField,
      invitedBy: z.string(),
      expiresAt: z.string(),
      /** `new`: make an account; `signIn`: the address has one, sign in first; `ready`: signed in as that person. */
      step: z.enum(['new', 'signIn', 'ready']),
    }),
  }),
  accept: endpoint({
    method: 'POST',
    path: '/join',
    action: 'public',
    summary: 'Accept an invitation: with name and password for a new account, or signed in with an existing one',
    rate: 20,
    body: z.strictObject({ token, name: name.optional(), password: password.optional(), locale: z.enum(['zh-TW', 'en']).optional() }),
    response: z.object({ organisationId: id(), email: z.string() }),
  }),
}

/** One person with an account on an event's team. `can` says whether the caller's own role reaches this row. */
export const teamMember = z.object({
  id: id(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleField,
  groups: z.array(z.enum(groups)),
  title: z.string(),
  active: z.boolean(),
  me: z.boolean(),
  version,
  can: z.object({ update: z.boolean(), remove: z.boolean() }),
})
export type TeamMember = z.output<typeof teamMember>
export const teamDraft = z.strictObject({
  userId: z.string().min(1).max(60),
  role: roleField,
  groups: groupList.default([]),
  title: z.string().trim().max(80).default(''),
})

export const teamEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/events/:eventId/team',
    action: 'team.read',
    summary: "An event's team: role, groups and title of everybody with an account",
    params: byEvent,
    response: z.object({ rows: z.array(teamMember) }),
  }),
  add: endpoint({
    method: 'POST',
    path: '/events/:eventId/team',
    action: 'team.edit',
    summary: 'Put a member of the organisation on the team',
    params: byEvent,
    body: teamDraft,
    response: teamMember,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/events/:eventId/team/:id',
    action: 'team.edit',
    summary: 'Change role, groups or title on the team',
    params: inEvent,
    body: teamDraft.omit({ userId: true }).partial().extend({ version }),
    response: teamMember,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/events/:eventId/team/:id',
    action: 'team.edit',
    summary: 'Take a person off the team',
    params: inEvent,
    response: byId,
  }),
}

export const account = z.object({ id: z.string(), name: z.string(), email: z.string(), locale: z.enum(['zh-TW', 'en']) })
export const deviceSession = z.object({
  id: z.string(),
  device: z.string(),
  ip: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
  current: z.boolean(),
})
export type DeviceSession = z.output<typeof deviceSession>
export const accountEndpoints = {
  get: endpoint({ method: 'GET', path: '/account', action: 'signedIn', summary: 'My account', response: account }),
  update: endpoint({
    method: 'PATCH',
    path: '/account',
    action: 'signedIn',
    summary: 'Change my name or language',
    body: z.strictObject({ name: name.optional(), locale: z.enum(['zh-TW', 'en']).optional() }),
    response: account,
  }),
  sessions: endpoint({
    method: 'GET',
    path: '/account/sessions',
    action: 'signedIn',
    summary: 'Where I am signed in',
    response: z.object({ rows: z.array(deviceSession) }),
  }),
  endSession: endpoint({
    method: 'DELETE',
    path: '/account/sessions/:id',
    action: 'signedIn',
    summary: 'Sign one device out',
    params: z.object({ id: z.string().min(1).max(60) }),
    response: z.object({ id: z.string() }),
  }),
  endOthers: endpoint({
    method: 'POST',
    path: '/account/sessions/end-others',
    action: 'signedIn',
    summary: 'Sign every other device out',
    response: z.object({ ended: z.number().int() }),
  }),
}
