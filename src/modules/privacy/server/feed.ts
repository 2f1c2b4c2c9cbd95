import type { Localized } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { EventHandler } from '../../../kernel/server/outbox.ts'
import { facts, type RegistrationConfirmed } from '../../registration/contract/events.ts'
import type { Registration } from '../../registration/contract/registration.ts'
import { registrations } from '../../registration/server/index.ts'
import { keepNotice, recordConsent } from './consents.ts'

type NoticeText = (ctx: Ctx) => Promise<{ version: string; body: Localized } | null>
let textOf: NoticeText = async () => null
/** Who draws the public notice says what it says; set once by the app that does. */
export const useNotice = (read: NoticeText): void => void (textOf = read)

type Agreed = Pick<Registration, 'id' | 'eventId' | 'personId' | 'email' | 'name' | 'code' | 'source' | 'consents'>
/** Each of a registration's consents in the ledger; `notice` is the text that stood under them, where it is known. */
export async function recordAgreed(ctx: Ctx, r: Agreed, notice: { version: string; hash: string } | null): Promise<void> {
  for (const c of r.consents)
    await recordConsent(ctx, {
      eventId: r.eventId,
      personId: r.personId,
      email: r.email,
      name: r.name,
      purpose: c.key,
      act: 'given',
      noticeVersion: c.version,
      noticeHash: notice && notice.version === c.version ? notice.hash : '',
      channel: r.source === 'public' ? 'web' : r.source === 'desk' ? 'desk' : 'import',
      proof: r.code,
      sourceEntity: 'registration',
      sourceId: r.id,
      at: c.at,
    })
}

/** What registrants agreed to goes into the ledger, with the text that they were shown. */
export const ledgerFeed: EventHandler = {
  on: facts.confirmed,
  name: 'privacy.ledger',
  async handle(ctx, { registrationId }: RegistrationConfirmed) {
    const r = await registrations.find(ctx, registrationId)
    if (!r?.consents.length) return
    const shown = await textOf(ctx)
    await recordAgreed(ctx, r, shown && (await keepNotice(ctx, { kind: 'registration', eventId: r.eventId, ...shown })))
  },
}
