/** Facts that the programme emits, by type. */
export type ProgrammeFacts = {
  'programme.imported': { eventId: string; dialect: string; created: number; updated: number }
  'speaker.created': { eventId: string; speakerId: string }
  'session.created': { eventId: string; sessionId: string }
  /** Something other than time and place. */
  'session.changed': { eventId: string; sessionId: string; fields: string[] }
  'session.moved': {
    eventId: string
    sessionId: string
    from: { startAt: string | null; roomIds: string[] }
    to: { startAt: string | null; roomIds: string[] }
  }
  'session.removed': { eventId: string; sessionId: string }
}
