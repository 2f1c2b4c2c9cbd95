import type { Table } from '../../../kernel/server/db.ts'
import type { Room } from '../contract/room.ts'
import type { Session, SpeakerRole } from '../contract/session.ts'
import type { Speaker } from '../contract/speaker.ts'
import type { SessionType, Track } from '../contract/track.ts'

type Org = { organisationId: string }
type Imported = Org & { importDigest: string | null }
declare module '../../../kernel/server/db.ts' {
  interface Tables {
    room: Table<Room & Imported>
    track: Table<Track & Imported>
    sessionType: Table<SessionType & Imported>
    speaker: Table<Speaker & Imported>
    session: Table<Session & Imported>
    sessionRoom: Table<Org & { eventId: string; sessionId: string; roomId: string; position: number }>
    sessionSpeaker: Table<Org & { eventId: string; sessionId: string; speakerId: string; role: SpeakerRole; position: number }>
  }
}
