import { readdirSync } from 'node:fs'

/** What a bench finds: figures, the targets they are held against, and whether all are met. */
export type Bench = { name: string; figures: Record<string, number | string>; targets: Record<string, number | string>; ok: boolean }

const helpers = new Set(['run', 'server', 'load', 'owner'])
const names = readdirSync(new URL('.', import.meta.url))
  .flatMap((f) => (f.endsWith('.ts') && !helpers.has(f.slice(0, -3)) ? [f.slice(0, -3)] : []))
  .toSorted()
const name = process.argv[2]

if (!name || !names.includes(name)) {
  console.error(
    `${name ? `沒有這個測試 / no such bench: ${name}\n` : ''}用法 / usage: npm run -s bench -- NAME\n${names.map((n) => `  ${n}`).join('\n')}`,
  )
  process.exit(name ? 1 : 0)
}
try {
  const { default: run } = (await import(`./${name}.ts`)) as { default: () => Promise<Bench> }
  const result = await run()
  // One JSON object and nothing else on standard output.
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exit(result.ok ? 0 : 1)
} catch (e) {
  console.error(e)
  process.exit(1)
}
