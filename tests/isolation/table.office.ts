import type { Table } from './expected.ts'

// Read by people, not made from the policy: who may do what, and which addresses ask for it. `!` asks for fresh proof of identity.
export const office: Table = {
  public: {
    may: 'everybody',
    of: [
      'POST /password-check',
      'POST /sign-in/unlock',
      'POST /sign-in/passkey/options',
      'POST /sign-in/passkey',
      'POST /sign-in/second-step/passkey',
      'POST /sign-in/second-step',
      'GET /sign-in/ways',
      'POST /sign-in/oidc',
      'POST /sign-in/oidc/finish',
      'GET /privacy/copies/:token',

      'POST /auth/sign-in/email',
      'POST /auth/sign-out',
      'POST /auth/request-password-reset',
      'POST /auth/reset-password',
      'GET /session',
      'GET /setup',
      'POST /setup/check',
      'POST /setup',
      'POST /join/look',
      'POST /join',
      'GET /portal',
      'GET /files/link/:token',
      'GET /public/:slug/tickets',
      'POST /public/:slug/registrations',
      'GET /payments/go/:token',
      'POST /payments/callback/:accountId',
      'GET /payments/return/:accountId/:attemptId',
      'POST /payments/return/:accountId/:attemptId',
    ],
  },
  signedIn: {
    may: 'everybody signed in',
    of: [
      'GET /account/factors',
      'POST /account/totp !',
      'POST /account/totp/confirm !',
      'DELETE /account/totp !',
      'POST /account/recovery-codes !',
      'POST /account/passkeys/options !',
      'POST /account/passkeys',
      'PATCH /account/passkeys/:id',
      'DELETE /account/passkeys/:id !',
      'POST /account/passkeys/proof',

      'POST /auth/change-password',
      'GET /account',
      'PATCH /account',
      'GET /account/sessions',
      'DELETE /account/sessions/:id',
      'POST /account/sessions/end-others',
      'GET /account/step-up',
      'POST /account/step-up',
      'GET /account/security-log',
      'GET /inbox',
      'POST /inbox/read',
    ],
  },
  'organisation.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /organisation', 'GET /organisation/logo'],
  },
  'organisation.edit': {
    may: 'owner',
    of: ['PATCH /organisation', 'PUT /organisation/logo', 'DELETE /organisation/logo', 'PUT /organisation/bank !', 'POST /demo'],
  },
  'organisation.bank': {
    may: 'owner director accountant',
    of: ['GET /organisation/bank', 'POST /organisation/bank/reveal !'],
  },
  'members.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /members'],
  },
  'members.edit': {
    may: 'owner',
    of: [
      'PATCH /members/:id !',
      'DELETE /members/:id/factors !',
      'GET /invitations',
      'POST /invitations',
      'POST /invitations/:id/resend',
      'DELETE /invitations/:id',
    ],
  },
  'team.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /events/:eventId/team'],
  },
  'team.edit': {
    may: 'owner director planner',
    of: [
      'POST /events/:eventId/team',
      'PATCH /events/:eventId/team/:id',
      'DELETE /events/:eventId/team/:id',
      'POST /events/:eventId/contacts',
      'PATCH /events/:eventId/contacts/:id',
      'DELETE /events/:eventId/contacts/:id',
      'POST /events/:eventId/contacts/batch',
    ],
  },
  'apiKeys.edit': {
    may: 'owner',
    of: ['GET /api-keys', 'POST /api-keys !', 'POST /api-keys/:id/rotate !', 'DELETE /api-keys/:id'],
  },
  'portalLinks.edit': {
    may: 'owner director planner',
    of: ['GET /events/:eventId/portal-links', 'DELETE /events/:eventId/portal-links/:id'],
  },
  'mail.read': {
    may: 'owner director planner',
    of: [
      'GET /mail',
      'GET /mail/:id',
      'GET /mail/:id/html',
      'GET /events/:eventId/mail',
      'GET /events/:eventId/mail/:id',
      'GET /events/:eventId/mail/:id/html',
    ],
  },
  'mail.retry': {
    may: 'owner director planner',
    of: [
      'POST /mail/:id/retry',
      'POST /mail/retry',
      'POST /mail/:id/cancel',
      'POST /events/:eventId/mail/:id/retry',
      'POST /events/:eventId/mail/retry',
      'POST /events/:eventId/mail/:id/cancel',
    ],
  },
  'system.read': { may: 'owner', of: ['GET /system', 'GET /system/facts'] },
  'system.run': { may: 'owner', of: ['POST /system/facts/retry', 'POST /system/jobs/run', 'POST /system/jobs/retry'] },
  'documents.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId/deliverables',
      'GET /events/:eventId/deliverables/:key',
      'GET /events/:eventId/deliverables/:key/preview',
      'GET /events/:eventId/deliverables/:key/file',
      'GET /events/:eventId/deliverables-zip',
      'GET /events/:eventId/deliverables/:key/sections/:section/history',
      'GET /events/:eventId/issues/:id/file',
    ],
  },
  'documents.write': {
    may: 'owner director planner staff',
    of: ['PUT /events/:eventId/deliverables/:key/sections/:section'],
  },
  'documents.issue': {
    may: 'owner director planner',
    of: ['POST /events/:eventId/deliverables/:key/issues'],
  },
  'crm.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /crm/people', 'GET /crm/people/:id', 'GET /crm/companies', 'GET /crm/companies/:id'],
  },
  'crm.edit': {
    may: 'owner director planner staff',
    of: [
      'POST /crm/people',
      'POST /crm/people/batch',
      'PATCH /crm/people/:id',
      'DELETE /crm/people/:id',
      'POST /crm/people/:id/roles',
      'DELETE /crm/people/:id/roles/:roleId',
      'POST /crm/companies',
      'POST /crm/companies/batch',
      'PATCH /crm/companies/:id',
      'DELETE /crm/companies/:id',
    ],
  },
  'crm.reveal': {
    may: 'owner director planner staff accountant',
    of: ['GET /crm/people/:id/personal'],
  },
  'crm.read_personal': {
    may: 'owner director accountant',
    of: [],
  },
  'crm.merge': {
    may: 'owner director planner',
    of: [
      'GET /crm/duplicates',
      'POST /crm/duplicates/distinct',
      'GET /crm/merges',
      'GET /crm/merges/preview',
      'GET /crm/merges/:id',
      'POST /crm/merges',
      'POST /crm/merges/:id/undo',
    ],
  },
  'crm.import': {
    may: 'owner director planner',
    of: ['POST /crm/imports', 'POST /crm/imports/:id/run'],
  },
  'crm.export': {
    may: 'owner director planner accountant',
    of: ['GET /crm/export/people !', 'GET /crm/export/companies'],
  },
  'rules.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /rules', 'GET /rules/:id'],
  },
  'rules.edit': {
    may: 'owner',
    of: ['POST /rules', 'PATCH /rules/:id', 'DELETE /rules/:id'],
  },
  'standards.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /standards'],
  },
  'audit.read': {
    may: 'owner director',
    of: ['GET /audit', 'GET /audit/check', 'GET /audit/export !'],
  },
  'webhooks.read': {
    may: 'owner',
    of: ['GET /webhooks', 'GET /webhooks/:id', 'GET /webhooks/:id/deliveries', 'GET /webhooks/:id/deliveries/:deliveryId'],
  },
  'webhooks.edit': {
    may: 'owner',
    of: [
      'POST /webhooks !',
      'POST /webhooks/:id/rotate !',

      'PATCH /webhooks/:id',
      'DELETE /webhooks/:id',

      'POST /webhooks/:id/test',
      'POST /webhooks/:id/deliveries/:deliveryId/replay',
      'POST /webhooks/:id/replay',
    ],
  },
  'security.read': {
    may: 'owner',
    of: ['GET /organisation/factors', 'GET /organisation/oidc', 'GET /organisation/security-log', 'GET /organisation/security'],
  },
  'security.edit': {
    may: 'owner',
    of: [
      'PUT /organisation/factors !',
      'PUT /organisation/oidc !',
      'DELETE /organisation/oidc !',
      'POST /organisation/oidc/check',
      'PUT /organisation/security !',
    ],
  },
}
