import type { Table } from './expected.ts'

// Read by people, not made from the policy: who may do what, and which addresses ask for it. `!` asks for fresh proof of identity.
export const events: Table = {
  'history.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /events/:eventId/activity', 'GET /events/:eventId/history', 'GET /history'],
  },
  'events.list': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events',
      'GET /events/by-slug/:key',
      'GET /events/portfolio',
      'GET /search',
      'GET /views',
      'POST /views',
      'DELETE /views/:id',
    ],
  },
  'events.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId',
      'GET /events/:eventId/goals',
      'GET /events/:eventId/goals/:id',
      'GET /events/:eventId/goals.xlsx',
      'GET /events/:eventId/contacts',
      'GET /events/:eventId/contacts/:id',
      'GET /events/:eventId/overview',
    ],
  },
  'events.create': {
    may: 'owner director planner',
    of: ['GET /events/slug/:key', 'POST /events', 'POST /events/:eventId/clone'],
  },
  'events.edit': {
    may: 'owner director planner',
    of: ['PATCH /events/:eventId'],
  },
  'events.remove': {
    may: 'owner director',
    of: ['DELETE /events/:eventId'],
  },
  'goals.edit': {
    may: 'owner director planner',
    of: [
      'POST /events/:eventId/goals',
      'PATCH /events/:eventId/goals/:id',
      'DELETE /events/:eventId/goals/:id',
      'POST /events/:eventId/goals/batch',
    ],
  },
  'history.values': {
    may: 'owner director planner staff',
    of: [],
  },
  'comments.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /events/:eventId/comments', 'GET /comments'],
  },
  'comments.write': {
    may: 'owner director planner staff accountant',
    of: [
      'POST /events/:eventId/comments',
      'PATCH /events/:eventId/comments/:id',
      'DELETE /events/:eventId/comments/:id',
      'POST /comments',
      'PATCH /comments/:id',
      'DELETE /comments/:id',
    ],
  },
  'files.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId/files',
      'GET /events/:eventId/files/:id',
      'GET /events/:eventId/files/:id/link',
      'GET /files',
      'GET /files/:id',
      'GET /files/:id/link',
    ],
  },
  'files.write': {
    may: 'owner director planner staff accountant',
    of: ['POST /events/:eventId/files', 'DELETE /events/:eventId/files/:id', 'POST /files', 'DELETE /files/:id'],
  },
  'programme.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId/rooms',
      'GET /events/:eventId/rooms/:id',
      'GET /events/:eventId/tracks',
      'GET /events/:eventId/tracks/:id',
      'GET /events/:eventId/session-types',
      'GET /events/:eventId/session-types/:id',
      'GET /events/:eventId/speakers',
      'GET /events/:eventId/speakers/:id',
      'GET /events/:eventId/sessions',
      'GET /events/:eventId/sessions/:id',
      'GET /events/:eventId/programme',
      'GET /events/:eventId/programme/export',
    ],
  },
  'programme.edit': {
    may: 'owner director planner staff:programme',
    of: [
      'POST /events/:eventId/rooms',
      'PATCH /events/:eventId/rooms/:id',
      'DELETE /events/:eventId/rooms/:id',
      'POST /events/:eventId/rooms/batch',
      'POST /events/:eventId/tracks',
      'PATCH /events/:eventId/tracks/:id',
      'DELETE /events/:eventId/tracks/:id',
      'POST /events/:eventId/tracks/batch',
      'POST /events/:eventId/session-types',
      'PATCH /events/:eventId/session-types/:id',
      'DELETE /events/:eventId/session-types/:id',
      'POST /events/:eventId/session-types/batch',
      'POST /events/:eventId/speakers',
      'PATCH /events/:eventId/speakers/:id',
      'DELETE /events/:eventId/speakers/:id',
      'POST /events/:eventId/speakers/batch',
      'POST /events/:eventId/sessions',
      'POST /events/:eventId/sessions/many',
      'PATCH /events/:eventId/sessions/:id',
      'PATCH /events/:eventId/sessions',
      'POST /events/:eventId/sessions/batch',
      'POST /events/:eventId/sessions/:id/move',
      'DELETE /events/:eventId/sessions/:id',
      'POST /events/:eventId/programme/import',
    ],
  },
  'registration.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId/ticket-types',
      'GET /events/:eventId/ticket-types/:id',
      'GET /events/:eventId/registrations',
      'GET /events/:eventId/registrations/summary',
      'GET /events/:eventId/registrations/export !',
      'GET /events/:eventId/registrations/:id',
    ],
  },
  'registration.read_personal': {
    may: 'owner director planner staff:registration,secretariat',
    of: [
      'GET /events/:eventId/badges',
      'POST /events/:eventId/badges/preview',
      'GET /events/:eventId/badges.pdf !',
      'GET /events/:eventId/registrations/:id/badge.pdf',
    ],
  },
  'badges.edit': {
    may: 'owner director planner staff:registration,secretariat',
    of: ['PUT /events/:eventId/badges'],
  },
  'registration.create': {
    may: 'owner director planner staff:registration,secretariat',
    of: ['POST /events/:eventId/registrations'],
  },
  'registration.edit': {
    may: 'owner director planner staff:registration,secretariat',
    of: [
      'POST /events/:eventId/registrations/paste',
      'PATCH /events/:eventId/registrations',
      'POST /events/:eventId/registrations/batch',
      'POST /events/:eventId/registrations/:id/cancel',
      'POST /events/:eventId/registrations/:id/reinstate',
      'POST /events/:eventId/registrations/:id/move',
      'POST /events/:eventId/registrations/:id/resend',
      'GET /events/:eventId/registrations/:id/qr.svg',
    ],
  },
  'tickets.edit': {
    may: 'owner director planner',
    of: [
      'POST /events/:eventId/ticket-types',
      'PATCH /events/:eventId/ticket-types/:id',
      'POST /events/:eventId/ticket-types/batch',
      'DELETE /events/:eventId/ticket-types/:id',
    ],
  },
  'checkin.events': {
    may: 'owner director planner staff accountant frontdesk viewer',
    of: ['GET /checkin/events'],
  },
  'checkin.read': {
    may: 'owner director planner staff accountant viewer',
    of: [
      'GET /events/:eventId/checkin/board',
      'GET /events/:eventId/checkin/guests',
      'GET /events/:eventId/checkin/gate.svg',
      'GET /events/:eventId/attendance-certificates',
      'GET /events/:eventId/attendance-certificates/summary',
      'GET /events/:eventId/sign-in-sheet',
    ],
  },
  'checkin.certify': {
    may: 'owner director planner staff',
    of: ['POST /events/:eventId/attendance-certificates', 'GET /events/:eventId/attendance-certificates/file'],
  },
  'checkin.revoke': {
    may: 'owner director planner',
    of: ['POST /events/:eventId/attendance-certificates/:id/revoke', 'POST /events/:eventId/attendance-certificates/:id/restore'],
  },
  'checkin.do': {
    may: 'owner director planner staff frontdesk',
    of: [
      'GET /events/:eventId/checkin/roster',
      'GET /events/:eventId/checkin/counts',
      'POST /events/:eventId/checkin/scans',
      'POST /events/:eventId/checkin/:id/undo',
    ],
  },
  'desk.read': {
    may: 'owner director planner staff accountant',
    of: [
      'GET /events/:eventId/desk',
      'GET /events/:eventId/desk-items',
      'GET /events/:eventId/desk-items/:id',
      'GET /events/:eventId/desk-steps',
      'GET /events/:eventId/desk-steps/:id',
    ],
  },
  'desk.edit': {
    may: 'owner director planner staff',
    of: [
      'PATCH /events/:eventId/desk/plan',
      'POST /events/:eventId/desk/starter',
      'POST /events/:eventId/desk-items',
      'PATCH /events/:eventId/desk-items/:id',
      'DELETE /events/:eventId/desk-items/:id',
      'POST /events/:eventId/desk-items/batch',
      'POST /events/:eventId/desk-steps',
      'PATCH /events/:eventId/desk-steps/:id',
      'DELETE /events/:eventId/desk-steps/:id',
      'POST /events/:eventId/desk-steps/batch',
    ],
  },
  'closing.read': {
    may: 'owner director planner staff accountant viewer',
    of: ['GET /events/:eventId/closing'],
  },
  'closing.close': {
    may: 'owner director',
    of: ['POST /events/:eventId/closing/close', 'POST /events/:eventId/closing/reopen'],
  },
}
