import { Component, createElement } from 'react'
import type { ComponentType, ReactNode } from 'react'
import type { EventScope } from './session.tsx'

export type MenuStatus = { progress?: number; badge?: string | number; tone?: 'amber' }
export type MenuItem = {
  area: 'event' | 'organisation'
  /** Stage of the life-cycle thread or shelf that it stands under, e.g. `registration`, `directory`. */
  phase: string
  /** Full text key, e.g. `registration:menu.list`. */
  label: string
  /** Below `/app/e/<slug>` or `/app/o`, e.g. `/registration`. */
  path: string
  order?: number
  /** Beside an item of the overview; a name of `ui/icons.json`. */
  icon?: string
  /** Absent from the menu of those who may not do this. */
  action?: string
  /** A hook with the figures beside the item; `progress` is 0…1, 1 draws the tick. */
  useStatus?: (event: EventScope) => MenuStatus
}
export type WebRoute = {
  /** `open` screens need no session: `/app/sign-in`. */
  area: 'event' | 'organisation' | 'open'
  /** TanStack path below the area, e.g. `/sessions/$id`. */
  path: string
  screen: () => Promise<{ default: ComponentType }>
}
export type Hit = { key: string; title: string; detail?: string; kind: string; to: string }
export type Notice = { key: string; text: string; at: string; to?: string; unread: boolean }
/** What the shell asks of modules; the first module that offers it answers. All are hooks. */
export type ShellSources = {
  useSearch?: (q: string, eventId?: string) => { hits: Hit[]; loading: boolean }
  useInbox?: () => { count: number; to: string }
  useNotices?: () => { rows: Notice[]; unread: number; markRead: () => void }
  signOut?: () => Promise<void>
  /** Told before a list leaves as a file or on paper; it leaves only once this is done. */
  onExport?: (left: {
    list: string
    title: string
    format: 'csv' | 'xlsx' | 'print'
    rows: number
    columns: string[]
    eventId: string | null
  }) => Promise<unknown>
}
export type WebModule = {
  name: string
  menu?: MenuItem[]
  routes?: WebRoute[]
  /** What the palette offers beside the menu's screens; `label` is a full text key, `to` as in `AppLink`. */
  commands?: { label: string; to: string; action?: string }[]
  /** Slot name → components drawn there, e.g. `'event.overview'`. Their props are the slot's. */
  slots?: Record<string, ComponentType<never>[]>
  shell?: ShellSources
}

export const defineWebModule = (module: WebModule): WebModule => module

let registry: WebModule[] = []
/** Called once by the app before it renders. */
export const registerModules = (modules: WebModule[]): void => void (registry = modules)
export const webModules = (): WebModule[] => registry
export const shellSource = <K extends keyof ShellSources>(name: K): ShellSources[K] =>
  registry.find((module) => module.shell?.[name])?.shell?.[name]

class Quiet extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError = () => ({ broken: true })
  override render() {
    return this.state.broken ? null : this.props.children
  }
}

/** Draws what modules put here, in module order; one that breaks leaves the others alone. */
export const Slot = ({ name, props = {} }: { name: string; props?: Record<string, unknown> }) =>
  registry.flatMap((module) =>
    (module.slots?.[name] ?? []).map((part, i) => (
      <Quiet key={`${module.name}${i}`}>{createElement(part as ComponentType<Record<string, unknown>>, props)}</Quiet>
    )),
  )
