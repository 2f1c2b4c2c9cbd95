import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** `at`: after how many operations it strikes. Network and process faults last a time, the others until `until` operations. */
export type Fault = { at: number; kind: keyof typeof faults; until: number; size: number }

type Strike = (w: World, f: Fault) => Promise<void>
const backends = (w: World) =>
  w.sql<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'client backend' and application_name <> 'fault harness' and pid <> pg_backend_pid() order by pid",
  )
const during =
  (set: (w: World) => void, heal: (w: World) => void): Strike =>
  async (w, f) => {
    set(w)
    await sleep(300 + f.size * 20)
    heal(w)
  }
const restart =
  (signal: 'SIGKILL' | 'SIGTERM'): Strike =>
  async (w) => {
    await w.stop(signal)
    await w.up()
  }
const kill = (pid: number) => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}
const mailIs =
  (mode: 'busy' | 'hangs' | 'drops' | 'dead'): Strike =>
  async (w) =>
    w.mail.set(mode)

/** Every kind of disturbance. Those that last by operations are taken back by `heal`. */
export const faults = {
  appKill: restart('SIGKILL'),
  appRestart: restart('SIGTERM'),
  /** Killed, and killed again while it starts. */
  appStartKill: async (w, f) => {
    await w.stop('SIGKILL')
    for (const ms of [f.size * 12, f.size * 5]) {
      void w.start()
      await sleep(ms)
      await w.stop('SIGKILL')
    }
    await w.up()
  },
  databaseKill: async (w) => kill(w.postmaster().pid),
  backendKill: async (w, f) => {
    const all = await backends(w)
    if (all.length) kill(all[f.size % all.length]!.pid)
  },
  backendDrop: async (w) =>
    void (await w.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    )),
  bothKill: async (w) => {
    const stopped = w.stop('SIGKILL')
    kill(w.postmaster().pid)
    await stopped
    await w.up()
  },
  clientCut: async (w) => void w.toApp.cut(),
  clientGone: during(
    (w) => (w.toApp.cut(), w.toApp.set('refused')),
    (w) => w.toApp.set('open'),
  ),
  lineCut: async (w) => void w.toDatabase?.cut(),
  lineGone: during(
    (w) => (w.toDatabase?.cut(), w.toDatabase?.set('refused')),
    (w) => w.toDatabase?.set('open'),
  ),
  lineStall: during(
    (w) => w.toDatabase?.set('stalled'),
    (w) => w.toDatabase?.set('open'),
  ),
  lineLost: during(
    (w) => w.toDatabase?.set('blackhole'),
    (w) => w.toDatabase?.set('open'),
  ),
  clock: async (w, f) => w.setClock((f.size % 2 ? 1 : -1) * [45_000, 7_200_000, 86_400_000, 864_000_000][f.size % 4]!),
  diskFull: async (w) => void (w.ownDisk && w.fillDisk()),
  /** Facts that were handled come once more. */
  redelivery: async (w, f) =>
    void (await w.sql('update outbox set done_at = null, next_at = now() where done_at is not null and id % 3 = $1', [f.size % 3])),
  mailBusy: mailIs('busy'),
  mailHangs: mailIs('hangs'),
  mailDrops: mailIs('drops'),
  mailDead: mailIs('dead'),
} satisfies Record<string, Strike>

export async function heal(w: World, kind: Fault['kind']) {
  if (kind === 'diskFull') w.emptyDisk()
  else if (kind.startsWith('mail')) await w.mail.set('ok')
  else if (kind === 'clock') w.setClock(0)
}

const ofLine = new Set<Fault['kind']>(['lineCut', 'lineGone', 'lineStall', 'lineLost'])
/** A plan of `count` faults over `operations`; each kind that the world can show comes before any comes twice. */
export function planFaults(random: Random, o: { operations: number; count: number; line: boolean; slow: boolean }): Fault[] {
  const kinds = (Object.keys(faults) as Fault['kind'][]).filter((k) => (o.line || !ofLine.has(k)) && (o.slow || k !== 'lineLost'))
  const plan: Fault[] = []
  let bag: Fault['kind'][] = []
  for (let i = 0; i < o.count; i++) {
    if (!bag.length) bag = [...kinds]
    const [kind] = bag.splice(random.int(0, bag.length - 1), 1)
    const at = random.int(3, o.operations - 2)
    plan.push({ at, kind: kind!, until: at + random.int(5, 30), size: random.int(0, 100) })
  }
  return plan.toSorted((a, b) => a.at - b.at)
}
