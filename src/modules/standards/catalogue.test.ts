import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  deliverableByKey,
  deliverableFormats,
  deliverables,
  eventPhases,
  isDeliverableKey,
  moduleNames,
  outputsOf,
  standardShorts,
} from '../documents/contract/registry.ts'
import type { Coverage } from './contract/coverage.ts'
import { coverage } from './contract/coverage.ts'
import type { IndicatorKey } from './contract/indicators.ts'
import { indicators, indicatorState } from './contract/indicators.ts'
import { duties, standardByShort, standards, tasks } from './contract/standards.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const shared = resolve(root, '../shared/standards')
const hasSource = existsSync(shared)

type SourceTask = { code: string; title: string; outputs: { code: string; title: string }[]; indicators: { code: string; text: string }[] }
type Source = { standards: { code: string; level: number; date: string; duties: { code: string; title: string; tasks: SourceTask[] }[] }[] }
const source = (): Source => JSON.parse(readFileSync(resolve(shared, 'standards.json'), 'utf8')) as Source
const csv = (name: string): string[][] =>
  readFileSync(resolve(shared, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','))

const shortOf = new Map(standards.map((s) => [s.code, s.short]))
const han = (text: string) => text.replaceAll(/[^\p{Script=Han}]/gu, '')
const repeated = (values: string[]) => values.filter((v, i) => values.indexOf(v) !== i)
const runsOf = (text: string, length: number) =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, i) => text.slice(i, i + length))

describe('catalogue of the five standards', () => {
  test('holds all of them', () => {
    expect({
      standards: standards.length,
      duties: duties.length,
      tasks: tasks.length,
      indicators: indicators.length,
      deliverables: deliverables.length,
      outputs: deliverables.flatMap((d) => d.outputs).length,
    }).toEqual({ standards: 5, duties: 26, tasks: 97, indicators: 379, deliverables: 121, outputs: 154 })
    expect(standards.map((s) => s.short)).toEqual([...standardShorts])
    expect(standardByShort.get('CNF4')?.code).toBe('BAS2421-002v4')
    const count = (short: string) => indicators.filter((i) => i.standard === short).length
    expect(standardShorts.map(count)).toEqual([18, 65, 112, 19, 165])
  })

  test('codes are unique, and every indicator belongs to a task, every task to a duty', () => {
    expect(repeated(indicators.map((i) => i.key))).toEqual([])
    const taskKeys = tasks.map((t) => `${t.standard}:${t.code}`)
    const dutyKeys = duties.map((d) => `${d.standard}:${d.code}`)
    expect(repeated([...taskKeys, ...dutyKeys])).toEqual([])
    expect(tasks.filter((t) => !dutyKeys.includes(`${t.standard}:${t.duty}`))).toEqual([])
    expect([...new Set(indicators.map((i) => `${i.standard}:${i.task}`))].toSorted()).toEqual(taskKeys.toSorted())
  })

  test('labels are short, in both languages, and unlike within a task', () => {
    const bad = indicators.filter((i) => {
      const words = i.en.split(' ').length
      const length = [...i.zh].length
      return (
        length < 6 || length > 16 || words < 3 || words > 8 || han(i.zh).length < 4 || /\p{Script=Han}/u.test(i.en) || /[,;:()]/.test(i.zh)
      )
    })
    expect(bad.map((i) => `${i.key} ${i.zh} / ${i.en}`)).toEqual([])
    expect(repeated(indicators.map((i) => `${i.standard}:${i.task} ${i.zh}`))).toEqual([])
    expect(repeated(indicators.map((i) => `${i.standard}:${i.task} ${i.en}`))).toEqual([])
    const untitled = [...duties, ...tasks].filter((t) => t.title.zh === '' || t.title.en === '' || /\p{Script=Han}/u.test(t.title.en))
    expect(untitled).toEqual([])
  })

  test.runIf(hasSource)('agrees with the sources', () => {
    const { standards: theirs } = source()
    expect(standards.map((s) => [s.code, s.level, s.published])).toEqual(theirs.map((s) => [s.code, s.level, s.date]))
    const all = theirs.flatMap((s) => s.duties.map((d) => ({ short: shortOf.get(s.code)!, duty: d })))
    expect(duties.map((d) => [d.standard, d.code, d.title.zh])).toEqual(all.map(({ short, duty }) => [short, duty.code, duty.title]))
    const theirTasks = all.flatMap(({ short, duty }) => duty.tasks.map((t) => [short, duty.code, t.code, t.title]))
    expect(tasks.map((t) => [t.standard, t.duty, t.code, t.title.zh])).toEqual(theirTasks)
    const theirIndicators = all.flatMap(({ short, duty }) => duty.tasks.flatMap((t) => t.indicators.map((i) => [short, t.code, i.code])))
    expect(indicators.map((i) => [i.standard, i.task, i.code])).toEqual(theirIndicators)
    expect(tasks.map((t) => [t.standard, t.code, t.modules.join(' ')])).toEqual(csv('tasks.csv').map((r) => [r[0], r[2], r[5]]))
  })

  test.runIf(hasSource)('copies no sentence: no label shares a run of eight Chinese characters with any indicator', () => {
    const sentences = source().standards.flatMap((s) =>
      s.duties.flatMap((d) => d.tasks.flatMap((t) => t.indicators.map((i) => han(i.text)))),
    )
    const theirRuns = new Set(sentences.flatMap((s) => runsOf(s, 8)))
    const copied = (label: string) => sentences.includes(han(label)) || runsOf(han(label), 8).some((run) => theirRuns.has(run))
    expect(sentences.length).toBe(379)
    expect(copied(`先${sentences[0]!.slice(3, 7)}、${sentences[0]!.slice(7, 11)}`)).toBe(true)
    expect(indicators.filter((i) => copied(i.zh)).map((i) => `${i.key} ${i.zh}`)).toEqual([])
  })
})

describe('deliverable registry', () => {
  test('keys are unique and every entry is complete', () => {
    expect(deliverableByKey.size).toBe(121)
    expect([isDeliverableKey('closing-report'), isDeliverableKey('toString'), isDeliverableKey('')]).toEqual([true, false, false])
    const incomplete = deliverables.filter(
      (d) =>
        !/^[a-z]+(-[a-z]+)*$/.test(d.key) ||
        d.name.zh === '' ||
        d.name.en === '' ||
        /\p{Script=Han}/u.test(d.name.en) ||
        d.outputs.length === 0 ||
        d.formats.length === 0 ||
        new Set(d.formats).size !== d.formats.length ||
        d.formats.some((f) => !deliverableFormats.includes(f)) ||
        !eventPhases.includes(d.phase) ||
        !moduleNames.includes(d.module),
    )
    expect(incomplete.map((d) => d.key)).toEqual([])
    expect(repeated(deliverables.map((d) => d.name.zh))).toEqual([])
    expect(repeated(deliverables.map((d) => d.name.en))).toEqual([])
  })

  test('every output belongs to one deliverable and one known task', () => {
    const outputs = deliverables.flatMap((d) => d.outputs)
    expect(repeated(outputs.map((o) => `${o.standard}:${o.code}`))).toEqual([])
    const taskKeys = new Set(tasks.map((t) => `${t.standard}:${t.code}`))
    expect(outputs.filter((o) => !taskKeys.has(`${o.standard}:${o.task}`))).toEqual([])
    expect(standardShorts.map((s) => outputsOf(s).length)).toEqual([7, 39, 38, 5, 65])
    expect(
      outputsOf('MGR4')
        .map((o) => `${o.code} ${o.deliverable}`)
        .slice(0, 2),
    ).toEqual(['O1.2.1 market-analysis', 'O2.1.1 goals'])
    expect(
      outputsOf('CNF4')
        .filter((o) => o.task === 'T2.10')
        .map((o) => o.deliverable),
    ).toEqual(['banquet-flow', 'tour-itinerary'])
  })

  test.runIf(hasSource)('agrees with the list of deliverables, row by row', () => {
    const ours = deliverables.flatMap((d) =>
      d.outputs.map((o) =>
        [d.module, d.key, d.name.zh, d.formats.join(' '), standardByShort.get(o.standard)!.code, o.task, o.code, o.title].join('|'),
      ),
    )
    expect(ours.toSorted()).toEqual(
      csv('deliverables.csv')
        .map((r) => r.join('|'))
        .toSorted(),
    )
    const theirs = source().standards.flatMap((s) =>
      s.duties.flatMap((d) => d.tasks.flatMap((t) => t.outputs.map((o) => `${s.code}|${t.code}|${o.code}`))),
    )
    expect(ours.map((row) => row.split('|').slice(4, 7).join('|')).toSorted()).toEqual(theirs.toSorted())
  })
})

/** Why a claim does not hold; null = it does. */
function brokenClaim(claim: Coverage): string | null {
  const [file = '', title = ''] = claim.test.split(' > ')
  if (!/\.screen\.tsx$|\.page\.tsx?$/.test(claim.screen) || !existsSync(resolve(root, claim.screen))) return `no screen ${claim.screen}`
  if (!/\.(test|e2e)\.tsx?$/.test(file) || !existsSync(resolve(root, file))) return `no test file ${file}`
  return title !== '' && readFileSync(resolve(root, file), 'utf8').includes(title) ? null : `no test “${title}” in ${file}`
}

describe('coverage', () => {
  test('every claim is for an indicator and names a screen and a test that exist', () => {
    const known = new Set<string>(indicators.map((i) => i.key))
    const broken = Object.entries(coverage).flatMap(([key, claim]) => {
      const why = known.has(key) ? brokenClaim(claim) : 'no such indicator'
      return why === null ? [] : [`${key}: ${why}`]
    })
    expect(broken).toEqual([])
    const claimed = indicators.filter((i) => indicatorState(i) === 'covered').map((i) => i.key)
    expect(claimed.toSorted()).toEqual(Object.keys(coverage).toSorted())
  })

  test('false claims are caught', () => {
    const here = 'src/modules/standards/catalogue.test.ts'
    expect(brokenClaim({ screen: 'src/none.screen.tsx', test: `${here} > false claims are caught` })).toBe('no screen src/none.screen.tsx')
    expect(brokenClaim({ screen: here, test: `${here} > false claims are caught` })).toBe(`no screen ${here}`)
    // @ts-expect-error no standard has such an indicator
    const wrong: IndicatorKey = 'PLN4:P9.9.9'
    expect(indicators.some((i) => i.key === wrong)).toBe(false)
  })
})
