import sharp from 'sharp'
import { addDays, zonedToInstant } from '../../../kernel/contract/dates.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { store } from '../../../kernel/server/store.ts'
import type { Role } from '../../identity/contract/roles.ts'
import { goal } from '../contract/goal.ts'
import { demoTeam } from '../demo/team.ts'
import type { DemoComment, DemoFile, DemoMoment } from '../demo/types.ts'
import { writeComment } from './comment.ts'
import { uploadFile } from './files.ts'

/** The ctx as if that colleague had acted then, so that feed and history tell of people and not of a machine. */
const as = (ctx: Ctx, today: string, m: DemoMoment): Ctx => ({
  ...ctx,
  now: zonedToInstant(addDays(today, -m.daysAgo), m.time, 'Asia/Taipei').toISOString(),
  requestId: `demo-${m.by}-${m.daysAgo}-${m.time}`,
  actor: { ...ctx.actor, kind: 'user', name: demoTeam.find((p) => p.key === m.by)!.name.zh },
})

/** Puts a conversation under a record of the ctx's event. */
export async function seedTalk(ctx: Ctx, today: string, of: { entity: string; entityId: string }, comments: readonly DemoComment[]) {
  const wanted = [...new Set(comments.flatMap((c) => c.mention ?? []))]
  const members = wanted.length
    ? await ctx.tx
        .selectFrom('member')
        .select(['userId', 'role'])
        .where('organisationId', '=', ctx.orgId)
        .where('role', 'in', wanted)
        .where('active', '=', true)
        .execute()
    : []
  for (const c of comments) {
    const told = members.filter((m) => c.mention?.includes(m.role as Role)).map((m) => m.userId)
    await writeComment(as(ctx, today, c), { ...of, body: c.text, told })
  }
}

/** Puts files under a record of the ctx's event; drawings become pictures as an upload's do. */
export async function seedFiles(ctx: Ctx, today: string, of: { entity: string; entityId: string }, files: readonly DemoFile[]) {
  for (const f of files) {
    const bytes = f.svg ? await sharp(Buffer.from(f.svg)).jpeg({ quality: 84 }).toBuffer() : Buffer.from(f.text ?? '')
    await uploadFile(as(ctx, today, f), { name: f.name, ...of }, bytes)
  }
}

/** Goals start as they were agreed at first; colleagues have raised or lowered them since. */
export async function seedGoals(
  ctx: Ctx,
  today: string,
  drafts: readonly { key: string; target: number }[],
  changes: readonly (DemoMoment & { key: string; was: number })[],
) {
  const goals = store(goal)
  const first = new Map(changes.map((c) => [c.key, c.was]))
  const rows = await goals.createMany(
    ctx,
    drafts.map(({ key, ...d }) => ({ ...d, target: first.get(key) ?? d.target })),
  )
  for (const c of changes) {
    const at = drafts.findIndex((d) => d.key === c.key)
    if (at >= 0) await goals.update(as(ctx, today, c), rows[at]!.id, { target: drafts[at]!.target })
  }
}
