import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll } from 'vitest'

/** A certificate for `hooks.receiver.example`, made for these tests alone and trusted by nobody else. */
export const cert = `-----BEGIN CERTIFICATE-----
MIIBvDCCAWKgAwIBAgIUeA2VNhdzeFSpNnhqnT+gvnbwvpowCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWaG9va3MucmVjZWl2ZXIuZXhhbXBsZTAgFw0yNjExMjEwODAx
NDdaGA8yMTI2MTAyODA4MDE0N1owITEfMB0GA1UEAwwWaG9va3MucmVjZWl2ZXIu
ZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEF0rMKb1gNjClvDle3x
pR+nztXC7+4+v5dROAI/TkhgsJOPSuRxoJtvejIBvO7XKgQzwYs/djNi1/aLLco6
LBWjdjB0MB0GA1UdDgQWBBR78CEdOFcPBts81MJhGL0CpzvhPzAfBgNVHSMEGDAW
gBR78CEdOFcPBts81MJhGL0CpzvhPzAPBgNVHRMBAf8EBTADAQH/MCEGA1UdEQQa
MBiCFmhvb2tzLnJlY2VpdmVyLmV4YW1wbGUwCgYIKoZIzj0EAwIDSAAwRQIhAMc9
wbPd5YqJgtbWbNA9W3YPhxkrXt+atiV75sDvWlOiAiBB5etPTUKaS1IBtO6rl40n
/+CD0XGP9PIBtRuSrTC6sA==
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgj/CFSJ/OnFhI+aS7
/9R9TOPmly43t9QZYI9TD+NMl7KhRANCAARBdKzCm9YDYwpbw5Xt8aUfp87Vwu/u
Pr+XUTgCP05IYLCTj0rkcaCbb3oyAbzu1yoEM8GLP3YzYtf2iy3KOiwV
-----END PRIVATE KEY-----
`

export const HOST = 'hooks.receiver.example'
export type Received = { headers: Record<string, string>; body: string; path: string }
export type Answer = (reply: http.ServerResponse, request: Received) => void
export const answer =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (reply) =>
    void reply.writeHead(status, headers).end(body)

/** A real HTTP(S) server on loopback that keeps what it was sent; closed after the file's tests. */
export async function receiver(o: { plain?: boolean } = {}) {
  const got: Received[] = []
  const state = { answer: answer(204) }
  let arrived = () => {}
  const onRequest = (request: http.IncomingMessage, reply: http.ServerResponse) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      const one = { headers: request.headers as Record<string, string>, body, path: request.url ?? '' }
      got.push(one)
      arrived()
      state.answer(reply, one)
    })
  }
  const server = o.plain ? http.createServer(onRequest) : https.createServer({ cert, key }, onRequest)
  const sockets = new Set<Socket>()
  server.on('connection', (s: Socket) => void sockets.add(s.once('close', () => void sockets.delete(s))))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  afterAll(() => {
    for (const s of sockets) s.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    got,
    state,
    port,
    url: `${o.plain ? 'http://127.0.0.1' : `https://${HOST}`}:${port}/hooks`,
    /** Ends when so many requests have come in. */
    count: (n: number) =>
      new Promise<void>((done) => {
        arrived = () => void (got.length >= n && done())
        arrived()
      }),
  }
}
