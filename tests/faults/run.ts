import { type Client, untilReady, makeClient, type Operation } from './client.ts'
import { type Fault, faults, heal, planFaults } from './disturb.ts'
import { judge, settle } from './oracle.ts'
import { makeRandom } from './random.ts'
import { makeWorker, setStage, type Stage } from './workload.ts'
import { makeWorld, type Mode, type World } from './world.ts'

export type Size = { clients: number; steps: number; faults: number; slow: boolean }
export type Verdict = {
  seed: number
  mode: Mode
  operations: number
  acknowledged: number
  refused: number
  unknown: number
  faults: string[]
  skipped: string[]
  seconds: number
  /** How often each kind of operation was refused, and why. */
  refusals: Record<string, number>
  violations: string[]
}
export type Run = {
  world: World
  stage: Stage
  history: Operation[]
  plan: Fault[]
  /** One more at work in the same history. */
  client(o: { id: number; forgetful?: boolean }): Client
  /** Broken guarantees; asked again, it looks again. */
  judge(): Promise<string[]>
  close(): Promise<void>
}

/** Lets the clients work while the faults strike, waits for rest, and leaves the world open for whoever wants to look. */
export async function perform(o: { seed: number; mode: Mode; size: Size; log?: (line: string) => void }): Promise<Run> {
  const { seed, mode, size, log = () => {} } = o
  const random = makeRandom(seed)
  const world = await makeWorld(mode)
  try {
    await world.up()
    const stage = await setStage(world, random.int(8, 40))
    const history: Operation[] = []
    const broken: string[] = []
    const operations = size.clients * size.steps
    const plan = planFaults(random, { operations, count: size.faults, line: mode === 'external', slow: size.slow })
    const seen = { scanned: new Map<string, string>() }
    const common = { world, history, faults: broken }
    const clients = Array.from({ length: size.clients }, (_, id) => makeClient({ ...common, id, random: makeRandom(seed * 1000 + id) }))
    const waiting = [...plan]
    let lasting: Fault[] = []
    let done = 0
    // One after the other, as they were planned: what is killed while it is being killed shows nothing new.
    let striking: Promise<unknown> = Promise.resolve()
    const strike = (act: () => Promise<unknown>, name: string) =>
      void (striking = striking.then(act).catch((e) => void broken.push(`recovery: ${name}: ${(e as Error).message}`)))
    const step = () => {
      done++
      for (const f of lasting.filter((x) => x.until <= done)) strike(() => heal(world, f.kind), f.kind)
      lasting = lasting.filter((f) => f.until > done)
      while (waiting[0] && waiting[0].at <= done) {
        const f = waiting.shift()!
        log(`seed ${seed}: after ${done} operations ${f.kind}`)
        lasting.push(f)
        strike(async () => {
          if (/^(database|backend|both|line)/.test(f.kind)) world.interrupted()
          await faults[f.kind](world, f)
        }, f.kind)
      }
    }
    await Promise.all(
      clients.map(async (c) => {
        const worker = makeWorker(c, stage, seen)
        for (let i = 0; i < size.steps; i++) {
          await worker.step()
          step()
        }
      }),
    )
    await striking
    const restless = (await settle(world)).map((t) => `recovery: ${t}`)
    await untilReady(world)
    return {
      world,
      stage,
      history,
      plan,
      client: (c) => {
        clients.push(makeClient({ ...common, ...c, random: makeRandom(seed * 1000 + c.id) }))
        return clients.at(-1)!
      },
      judge: async () => [
        ...broken,
        ...restless,
        ...world.deaths.map((d) => `recovery: ${d}`),
        ...(await judge({ world, stage, history, read: clients[0]!.get })),
      ],
      close: async () => {
        for (const c of clients) c.close()
        await world.close()
      },
    }
  } catch (e) {
    await world.close().catch(() => {})
    throw e
  }
}

const tally = (list: string[]) => Object.fromEntries([...Map.groupBy(list, (x) => x)].map(([k, v]) => [k, v.length]))

/** Seeds take turns between the app's own database and one behind a line. */
export const modeOf = (seed: number): Mode => (seed % 2 ? 'embedded' : 'external')

/** One seed from start to verdict. */
export async function runSeed(seed: number, size: Size, log?: (line: string) => void): Promise<Verdict> {
  const began = performance.now()
  const mode = modeOf(seed)
  const run = await perform({ seed, mode, size, ...(log ? { log } : {}) })
  try {
    const violations = await run.judge()
    const of = (outcome: string) => run.history.filter((h) => h.outcome === outcome).length
    const verdict: Verdict = {
      seed,
      mode,
      operations: run.history.length,
      acknowledged: of('acknowledged'),
      refused: of('refused'),
      unknown: of('unknown'),
      faults: run.plan.map((f) => f.kind),
      skipped: run.world.ownDisk ? [] : ['diskFull: no disk of its own can be mounted here (needs root)'],
      seconds: 0,
      refusals: tally(run.history.filter((h) => h.outcome === 'refused').map((h) => `${h.kind} ${h.code}`)),
      violations,
    }
    if (violations.length) log?.(run.world.tail())
    return { ...verdict, seconds: Math.round((performance.now() - began) / 1000) }
  } finally {
    await run.close()
  }
}

/** `npm run faults [-- SEED…]`: twenty seeds, or those that are named; one JSON object on standard output. */
if (import.meta.main) {
  const named = process.argv.slice(2).map(Number)
  const seeds = named.length ? named : Array.from({ length: 20 }, (_, i) => i + 1)
  const size: Size = { clients: 5, steps: 50, faults: 14, slow: true }
  const verdicts: Verdict[] = []
  for (const seed of seeds) {
    const v = await runSeed(seed, size, process.env.VERBOSE ? console.error : undefined).catch((e): Verdict => ({
      seed,
      mode: modeOf(seed),
      operations: 0,
      acknowledged: 0,
      refused: 0,
      unknown: 0,
      faults: [],
      skipped: [],
      refusals: {},
      seconds: 0,
      violations: [`recovery: ${(e as Error).stack}`],
    }))
    console.error(
      `seed ${seed} (${v.mode}): ${v.acknowledged} acknowledged, ${v.refused} refused, ${v.unknown} unknown, ${v.seconds} s, ${v.violations.length ? v.violations.join('\n  ') : 'kept'}`,
    )
    verdicts.push(v)
  }
  const ok = verdicts.every((v) => v.violations.length === 0)
  console.log(JSON.stringify({ name: 'faults', ok, seeds: verdicts }, null, 2))
  process.exitCode = ok ? 0 : 1
}
