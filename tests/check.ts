import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

export type Step = { name: string; ok: boolean; seconds: number; output: string }
// The tools' first line asks for `node`, which must be the locked one even when this file was started without npm.
process.env.PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
type Plan = { name: string; command: string; args: string[] }

/** Runs a program in the checkout; its output is kept, and shown by the caller when it fails. */
export function run(plan: Plan): Promise<Step> {
  const began = Date.now()
  let output = ''
  return new Promise((done) => {
    const child = spawn(plan.command, plan.args, { cwd: root, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
    const end = (ok: boolean) => done({ name: plan.name, ok, seconds: (Date.now() - began) / 1000, output })
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('close', (code) => end(code === 0)).once('error', (e) => ((output += e.message), end(false)))
  })
}

export function report(step: Step) {
  console.log(`${step.ok ? '✓' : '✗'} ${step.name} (${step.seconds.toFixed(1)} s)`)
  if (!step.ok) console.log(step.output.trim().replaceAll(/^/gm, '    '))
}

/**
 * Types, lint, format, dead code and (unless the caller runs all tests anyway) the architecture test, side by side.
 * @param fix writes the format and what the linter can repair by itself
 */
export async function check(o: { fix?: boolean; architecture?: boolean } = {}): Promise<Step[]> {
  const plans: Plan[] = [
    { name: 'types', command: bin('tsc'), args: ['--noEmit'] },
    { name: 'lint', command: bin('oxlint'), args: o.fix ? ['--fix'] : [] },
    { name: 'format', command: bin('oxfmt'), args: o.fix ? ['.'] : ['--check', '.'] },
    { name: 'dead code', command: bin('knip'), args: ['--no-progress'] },
  ]
  if (o.architecture !== false && existsSync(join(root, 'tests/architecture.test.ts')))
    plans.push({ name: 'architecture', command: bin('vitest'), args: ['run', '--project', 'unit', 'tests/architecture.test.ts'] })
  return Promise.all(
    plans.map(async (plan) => {
      const step = await run(plan)
      report(step)
      return step
    }),
  )
}

if (import.meta.main) {
  const steps = await check({ fix: process.argv.includes('--fix') })
  const failed = steps.filter((s) => !s.ok).length
  console.log(`${steps.length - failed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
