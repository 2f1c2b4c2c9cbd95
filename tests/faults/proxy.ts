import { createServer, connect, type Socket } from 'node:net'

/**
 * `open` passes all on. `refused` ends new connections at once. `stalled` keeps bytes back until it opens again. `blackhole`
 * loses them: a connection that lived in one never hears anything again, and neither side is told.
 */
export type Link = 'open' | 'refused' | 'stalled' | 'blackhole'
export type Proxy = { port: number; set(link: Link): void; cut(): number; close(): Promise<void> }

/** A TCP proxy whose line can be disturbed. */
export async function startProxy(target: () => number): Promise<Proxy> {
  let link: Link = 'open'
  const pairs = new Set<{ client: Socket; server: Socket; lost: boolean }>()
  const proxy = createServer({ pauseOnConnect: false }, (client) => {
    client.on('error', () => {})
    if (link === 'refused') return void client.destroy()
    // Where nobody stands at the far end (a database that is gone, or just starting and not yet saying where), the line is dead.
    let port = Number.NaN
    try {
      port = target()
    } catch {}
    if (!port) return void client.destroy()
    const server = connect(port, '127.0.0.1')
    server.on('error', () => client.destroy())
    const pair = { client, server, lost: link === 'blackhole' }
    pairs.add(pair)
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (bytes) => void (pair.lost || to.write(bytes)))
      from.once('end', () => void (pair.lost || to.end()))
      from.once('close', () => {
        if (pair.lost) return
        to.destroy()
        pairs.delete(pair)
      })
    }
    pass(client, server)
    pass(server, client)
    if (link === 'stalled') hold(pair)
  })
  const hold = (p: { client: Socket; server: Socket }) => void (p.client.pause(), p.server.pause())
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  return {
    port: (proxy.address() as { port: number }).port,
    set(next) {
      for (const p of pairs) {
        if (next === 'stalled') hold(p)
        if (next === 'blackhole') p.lost = true
        if (next === 'open' && link === 'stalled') {
          p.client.resume()
          p.server.resume()
        }
      }
      link = next
    },
    /** Resets every connection; how many there were. */
    cut() {
      for (const p of pairs) {
        p.client.resetAndDestroy()
        p.server.resetAndDestroy()
      }
      const n = pairs.size
      pairs.clear()
      return n
    },
    close: () =>
      new Promise((done) => {
        for (const p of pairs) {
          p.client.destroy()
          p.server.destroy()
        }
        proxy.close(() => done())
      }),
  }
}
