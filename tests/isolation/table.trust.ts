import type { Table } from './expected.ts'

// Personal data, assistants and what leaves the house. Read by people, not made from the policy.
export const trust: Table = {
  'assistant.use': {
    may: 'owner director planner staff accountant viewer',
    kinds: ['user'],
    of: [
      'GET /assistant/tokens',
      'POST /assistant/tokens !',
      'DELETE /assistant/tokens/:id',
      'GET /assistant/proposals',
      'POST /assistant/proposals/confirm',
      'POST /assistant/proposals/reject',
    ],
  },
  'privacy.read': {
    may: 'owner director',
    of: [
      'GET /privacy/requests',
      'GET /privacy/requests/:id',
      'GET /privacy/requests/:id/found',
      'GET /privacy/consents',
      'GET /privacy/notices',
      'GET /privacy/stops',
      'GET /privacy/inventory',
      'GET /privacy/inventory/file',
      'GET /privacy/retention',
      'GET /privacy/retention/preview',
      'GET /privacy/runs',
      'GET /privacy/holds',
      'GET /privacy/breaches',
      'GET /privacy/breaches/:id',
      'GET /privacy/breaches/:id/letter',
      'GET /privacy/breaches/:id/notice',
      'GET /events/:eventId/privacy',
      'GET /events/:eventId/privacy/certificates/:id/:format',
    ],
  },
  'privacy.edit': {
    may: 'owner director',
    of: [
      'POST /privacy/requests',
      'POST /privacy/requests/:id/verify',
      'POST /privacy/requests/:id/ask',
      'POST /privacy/requests/:id/extend',
      'POST /privacy/requests/:id/refuse',
      'POST /privacy/requests/:id/withdraw',
      'POST /privacy/requests/:id/answer',
      'POST /privacy/requests/:id/stop',
      'POST /privacy/consents',
      'POST /privacy/notices',
      'POST /privacy/stops/:id/lift',
      'POST /privacy/holds',
      'POST /privacy/holds/:id/lift',
      'POST /privacy/breaches',
      'PUT /privacy/breaches/:id',
      'POST /privacy/breaches/:id/close',
    ],
  },
  'privacy.export': {
    may: 'owner director',
    of: ['POST /privacy/requests/:id/export !'],
  },
  'privacy.erase': {
    may: 'owner director',
    of: ['POST /privacy/requests/:id/erase !', 'POST /privacy/breaches/:id/tell !', 'POST /events/:eventId/privacy/certificates !'],
  },
  'privacy.person': {
    may: 'owner director planner',
    of: ['GET /privacy/people/:id/consents'],
  },
  'privacy.settings': {
    may: 'owner',
    of: ['PUT /privacy/retention/:code'],
  },
  'exports.log': {
    may: 'owner director planner staff accountant viewer',
    of: ['POST /exports/log'],
  },
  'approvals.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /approvals', 'POST /approvals/:id/withdraw'],
  },
  'approvals.decide': {
    may: 'owner director planner staff accountant viewer',
    of: ['POST /approvals/:id/approve !', 'POST /approvals/:id/decline'],
  },
  'payments.read': {
    may: 'owner director',
    of: [
      'GET /payments/accounts',
      'GET /payments/accounts/:id',
      'GET /payments/accounts/:id/attempts',
      'GET /payments/accounts/:id/callbacks',
      'GET /payments/attempts/:id',
    ],
  },
  'payments.edit': {
    may: 'owner',
    of: [
      'POST /payments/accounts !',
      'PATCH /payments/accounts/:id !',
      'DELETE /payments/accounts/:id !',
      'POST /payments/accounts/:id/try',
    ],
  },
  'crm.merge': {
    may: 'owner director planner',
    of: [
      'GET /crm/duplicates',
      'POST /crm/duplicates/distinct',
      'GET /crm/merges/preview',
      'POST /crm/merges',
      'GET /crm/merges',
      'GET /crm/merges/:id',
      'POST /crm/merges/:id/undo',
    ],
  },
}
