import type { FastifyBaseLogger } from 'fastify'

const under = new Set<Promise<void>>()

/** Starts work that the answer doesn't wait for, so that its duration tells nothing; what fails is noted as `what`. */
export function afterwards(log: FastifyBaseLogger, what: string, work: () => Promise<unknown>): void {
  const p: Promise<void> = work().then(
    () => void under.delete(p),
    (err) => {
      under.delete(p)
      log.warn({ err }, what)
    },
  )
  under.add(p)
}

/** When all such work of this process is done; a server that closes waits for it. */
export async function settled(): Promise<void> {
  while (under.size) await Promise.all(under)
}
