import { newId } from '../../../kernel/contract/ids.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { DemoContext } from '../../../kernel/server/module.ts'
import { instantToZoned } from '../../../kernel/contract/dates.ts'
import { seedDesk } from './desk.ts'
import type { DemoCheckIn } from '../../registration/demo/check-ins.ts'

/** Last year's arrivals; the registration module left them under `checkIns:<registrationId>`. */
export async function seed(ctx: Ctx, demo: DemoContext): Promise<void> {
  const current = demo.ids.get('event:current')
  if (current) await seedDesk({ ...ctx, eventId: current })
  const eventId = demo.ids.get('event:past')
  if (!eventId) return
  const rows = [...demo.ids]
    .filter(([k]) => k.startsWith('checkIns:'))
    .flatMap(([k, v]) =>
      (JSON.parse(v) as DemoCheckIn[]).map((c) => ({
        id: newId(),
        organisationId: ctx.orgId,
        eventId,
        registrationId: k.slice(9),
        day: instantToZoned(c.at, 'Asia/Taipei').date,
        at: c.at,
        device: c.gate === 'desk-1' ? 'A 櫃檯' : c.gate === 'desk-2' ? 'B 櫃檯' : '線上',
        source: c.gate === 'online' ? 'online' : c.method === 'link' ? 'online' : c.method,
        byName: 'Bantoh',
        createdAt: c.at,
      })),
    )
  for (let i = 0; i < rows.length; i += 400)
    await ctx.tx
      .insertInto('checkin')
      .values(rows.slice(i, i + 400))
      .onConflict((c) => c.doNothing())
      .execute()
}
