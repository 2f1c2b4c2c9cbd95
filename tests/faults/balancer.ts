import { Agent, createServer, request, type ServerResponse } from 'node:http'

/**
 * A balancer as one finds them: each request goes to the next process that said it is ready, whoever asks. It does not repeat
 * requests and knows no sessions. What breaks on the way is answered 502.
 */
export async function startBalancer(ports: () => number[]) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const ready = new Set<number>()
  let turn = 0
  let broken = 0
  const ask = (port: number) =>
    new Promise<boolean>((done) => {
      const probe = request({ hostname: '127.0.0.1', port, path: '/readyz', agent: false, timeout: 3000 }, (res) => {
        res.resume()
        done(res.statusCode === 200)
      })
      probe.once('error', () => done(false)).once('timeout', () => probe.destroy())
      probe.end()
    })
  const look = async () => {
    for (const port of ready) if (!ports().includes(port)) ready.delete(port)
    await Promise.all(ports().map(async (port) => void ((await ask(port)) ? ready.add(port) : ready.delete(port))))
  }
  const refuse = (res: ServerResponse, status: number) => {
    broken++
    if (!res.headersSent) res.writeHead(status, { 'content-type': 'text/plain' })
    res.end()
  }
  const server = createServer((req, res) => {
    const up = [...ready].toSorted((a, b) => a - b)
    const port = up[turn++ % up.length]
    if (port === undefined) return refuse(res, 503)
    const onward = request(
      {
        agent,
        hostname: '127.0.0.1',
        port,
        method: req.method,
        path: req.url,
        headers: { ...req.headers, 'x-forwarded-for': '203.0.113.7' },
      },
      (answer) => {
        const { connection: _, 'keep-alive': __, ...headers } = answer.headers
        res.writeHead(answer.statusCode!, { ...headers, 'x-served-by': String(port) })
        answer.pipe(res)
        answer.once('error', () => res.destroy())
      },
    )
    onward.once('error', (e: NodeJS.ErrnoException) => {
      if (e.code === 'ECONNREFUSED') ready.delete(port)
      if (res.headersSent) res.destroy()
      else refuse(res, 502)
    })
    res.once('close', () => onward.destroy())
    req.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  let closed = false
  const watch = async () => {
    while (!closed) {
      await look()
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  void watch()
  return {
    port,
    ready: () => [...ready],
    /** How many requests got no answer of a process. */
    broken: () => broken,
    close: () => {
      closed = true
      agent.destroy()
      server.closeAllConnections()
      return new Promise<void>((done) => server.close(() => done()))
    },
  }
}
