import type { Ctx } from '../../../kernel/server/ctx.ts'
import { AppError } from '../../../kernel/server/errors.ts'
import { type Store, store } from '../../../kernel/server/store.ts'
import { speaker, type Speaker } from '../contract/speaker.ts'

const all = store(speaker)
/** The address is for those who work on the programme; others see that there is none. */
const shown = (ctx: Ctx, row: Speaker): Speaker => (ctx.can('programme.edit') ? row : { ...row, email: '' })

/** A photo is a file of the same event: the foreign key knows only the organisation. Errors: `record.not_found`. */
async function demandPhotos(ctx: Ctx, drafts: readonly { photoFileId?: string | null }[]) {
  const wanted = [...new Set(drafts.flatMap((d) => d.photoFileId ?? []))]
  if (!wanted.length) return
  const found = await ctx.tx.selectFrom('file').select('id').where('id', 'in', wanted).where('eventId', '=', ctx.eventId).execute()
  if (found.length < wanted.length) throw new AppError('record.not_found')
}

/** The store of speakers, with addresses hidden from readers. */
export const speakers: Store<typeof speaker> = {
  ...all,
  create: async (ctx, draft) => {
    await demandPhotos(ctx, [draft])
    const row = await all.create(ctx, draft)
    ctx.emit('speaker.created', { eventId: ctx.eventId, speakerId: row.id })
    return row
  },
  update: async (ctx, id, patch, action) => {
    await demandPhotos(ctx, [patch])
    return all.update(ctx, id, patch, action)
  },
  batch: async (ctx, b) => {
    await demandPhotos(ctx, [...b.create, ...b.update])
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
