import type { Ctx } from '../../../kernel/server/ctx.ts'
import { type Store, store } from '../../../kernel/server/store.ts'
import { speaker, type Speaker } from '../contract/speaker.ts'

const all = store(speaker)
/** The address is for those who work on the programme; others see that there is none. */
const shown = (ctx: Ctx, row: Speaker): Speaker => (ctx.can('programme.edit') ? row : { ...row, email: '' })

/** The store of speakers, with addresses hidden from readers. */
export const speakers: Store<typeof speaker> = {
  ...all,
  create: async (ctx, draft) => {
    const row = await all.create(ctx, draft)
    ctx.emit('speaker.created', { eventId: ctx.eventId, speakerId: row.id })
    return row
  },
  batch: async (ctx, b) => {
    const done = await all.batch(ctx, b)
    for (const row of done.created) ctx.emit('speaker.created', { eventId: ctx.eventId, speakerId: row.id })
    return done
  },
  get: async (ctx, id) => shown(ctx, await all.get(ctx, id)),
  list: async (ctx, query, where) => {
    const page = await all.list(ctx, query, where)
    return { ...page, rows: page.rows.map((r) => shown(ctx, r)) }
  },
}
