import { webModules } from '../../../src/kernel/web/module.tsx'
import type { MenuItem } from '../../../src/kernel/web/module.tsx'
import { useCan } from '../../../src/kernel/web/session.tsx'

export type Menu = {
  /** Items of a stage or shelf that this person may see, in order. */
  items: (area: MenuItem['area'], phase: string) => MenuItem[]
  /** Whether any module serves the stage, for anybody. */
  built: (phase: string) => boolean
  /** Front desk and other narrow roles are not shown what is still to be built. */
  showUnbuilt: boolean
}

export function useMenu(): Menu {
  const can = useCan()
  const all = webModules().flatMap((module) => module.menu ?? [])
  return {
    items: (area, phase) =>
      all
        .filter((item) => item.area === area && item.phase === phase && (!item.action || can(item.action)))
        .sort((a, b) => (a.order ?? 50) - (b.order ?? 50)),
    built: (phase) => all.some((item) => item.phase === phase),
    showUnbuilt: can('team.read'),
  }
}
