import type { T } from '../../../kernel/web/i18n.ts'
import type { Clash, GridSession } from '../contract/programme.ts'
import type { Names } from './data.ts'

/** Who or what stands where at the same time, said from one of the two sessions. */
export function clashText(t: T, c: Clash, of: Pick<GridSession, 'id'>, names: Names): string {
  const other = names.byId.get(c.a === of.id ? c.b : c.a)
  if (!other) return t('clash.here')
  return c.kind === 'speaker'
    ? t('clash.speaker', {
        who: names.speakers.get(c.of) ?? '',
        span: names.span(other),
        room: names.roomsOf(other) || '—',
        title: names.title(other),
      })
    : t('clash.room', { room: names.rooms.get(c.of) ?? '', span: names.span(other), title: names.title(other) })
}
