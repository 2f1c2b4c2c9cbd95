import { SMTPServer } from 'smtp-server'

/**
 * `busy` answers 451 to each letter, `hangs` takes it and never answers, `drops` takes it whole and ends the connection before saying so
 * (the sender cannot know), `dead` refuses connections. Addresses that begin with `bounce` get 550 at all times.
 */
export type MailMode = 'ok' | 'busy' | 'hangs' | 'drops' | 'dead'
export type MailServer = {
  url: string
  /** Message-IDs in the order of arrival, each as often as it came. */
  received: { id: string; to: string }[]
  /** How often the sender could not know whether a letter had been taken. */
  unsure: number
  set(mode: MailMode): Promise<void>
  close(): Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  let mode: MailMode = 'ok'
  let port = 0
  let server: SMTPServer | undefined
  const open = new Set<{ destroy(): void }>()
  const listen = () =>
    new Promise<void>((done) => {
      server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        closeTimeout: 10,
        logger: false,
        onRcptTo: (address: { address: string }, _s: unknown, reply: (e?: Error) => void) =>
          address.address.startsWith('bounce') ? reply(Object.assign(new Error('no such mailbox'), { responseCode: 550 })) : reply(),
        onData(stream: NodeJS.ReadableStream, session: any, reply: (e?: Error) => void) {
          let text = ''
          stream.on('data', (b: Buffer) => void (text.length < 20_000 && (text += b.toString('latin1'))))
          stream.once('end', () => {
            if (mode === 'busy') return reply(Object.assign(new Error('try later'), { responseCode: 451 }))
            if (mode === 'hangs') return
            const id = /^Message-ID: <([^@>]+)/im.exec(text)?.[1] ?? ''
            made.received.push({ id, to: session.envelope.rcptTo[0]?.address ?? '' })
            if (mode !== 'drops') return reply()
            made.unsure++
            for (const s of open) s.destroy()
          })
        },
      })
      server.on('error', () => {})
      server.server.on('connection', (s: { destroy(): void; once(e: string, f: () => void): void }) => {
        open.add(s)
        s.once('close', () => open.delete(s))
      })
      server.listen(port, '127.0.0.1', () => {
        port = (server!.server.address() as { port: number }).port
        done()
      })
    })
  const stop = () =>
    new Promise<void>((done) => {
      for (const s of open) s.destroy()
      if (!server) return done()
      server.close(() => done())
      server = undefined
    })
  await listen()
  const made: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    unsure: 0,
    async set(next) {
      // Whoever waits for an answer of the old mode never gets one.
      if (mode === 'hangs') for (const s of open) s.destroy()
      mode = next
      if (next === 'dead') await stop()
      else if (!server) await listen()
    },
    close: stop,
  }
  return made
}
