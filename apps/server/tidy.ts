import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (o: { type: 'major'; execution: 'async'; flavor: 'last-resort' }) => Promise<void>

/**
 * Gives back what starting up took: the parsing of a thousand files leaves over a hundred megabytes that a quiet server, which
 * makes no garbage, would never collect. Once, ten seconds after the start, when nobody waits for it.
 */
export function tidyAfterStart(delayMs = 10_000): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    void (runInNewContext('gc') as Collect)({ type: 'major', execution: 'async', flavor: 'last-resort' })
  }, delayMs).unref()
}
