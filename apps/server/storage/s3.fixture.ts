import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { S3Settings } from './settings.ts'

/** What happens to a request on its way: goes through, is never answered, loses its line, is answered by us, comes back changed. */
export type Fate = 'pass' | 'hang' | 'cut' | 'rot' | { status: number; code: string }
export type Bucket = {
  settings: S3Settings
  /** The server itself, which lets everybody in. */
  open: S3Settings
  /** Every request that arrived, as `METHOD /path`. */
  seen: string[]
  fate(request: IncomingMessage): Fate
}
const KEY = 'S3RVER'

async function s3rver(directory: string, name: string) {
  const script = fileURLToPath(import.meta.resolve('s3rver/bin/s3rver.js'))
  // Its list tokens are made with a cipher that OpenSSL 3 keeps for old programs.
  const args = ['--openssl-legacy-provider', script, '-d', directory, '-a', '127.0.0.1', '-p', '0', '--configure-bucket', name]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  const port = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk) => {
      if (said.length < 10_000) said += String(chunk)
      const at = /listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (at) found(at)
    })
    child.once('exit', () => failed(new Error(`s3rver did not start: ${said}`)))
  })
  return { port: Number(port), stop: () => void child.kill('SIGKILL') }
}

const sha256 = (x: Buffer | string) => createHash('sha256').update(x).digest('hex')
/** Checks a signature as the service would (Signature Version 4, written from its specification): s3rver itself believes every one. */
function signatureFlaw(request: IncomingMessage, body: Buffer): string {
  const m = /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=(\w{64})$/.exec(
    request.headers.authorization ?? '',
  )
  if (!m) return 'AccessDenied'
  const [, key, day = '', region = '', names = '', signature] = m
  if (key !== KEY) return 'InvalidAccessKeyId'
  if (!/^host;.*x-amz-content-sha256;.*x-amz-date/.test(names) || request.headers['x-amz-content-sha256'] !== sha256(body))
    return 'XAmzContentSHA256Mismatch'
  const [path = '', query = ''] = request.url!.split('?')
  const at = String(request.headers['x-amz-date'])
  const canonical = [
    request.method,
    path,
    query.split('&').toSorted().join('&'),
    ...names.split(';').map((n) => `${n}:${String(request.headers[n]).trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n')
  const mac = (k: Buffer | string, text: string) => createHmac('sha256', k).update(text).digest()
  const derived = mac(mac(mac(mac(`AWS4${KEY}`, day), region), 's3'), 'aws4_request')
  const wanted = mac(derived, ['AWS4-HMAC-SHA256', at, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')).toString('hex')
  return wanted === signature ? '' : 'SignatureDoesNotMatch'
}

/** A real S3-speaking server behind a gate that checks signatures, turns the anonymous away and can disturb. */
export async function s3Bucket(name = 'events'): Promise<Bucket> {
  const directory = mkdtempSync(join(tmpdir(), 'bantoh-s3-'))
  const server = await s3rver(directory, name)
  const gate = createServer(async (request, reply) => {
    bucket.seen.push(`${request.method} ${request.url}`)
    const fate = bucket.fate(request)
    if (fate === 'hang') return
    if (fate === 'cut') return void request.socket.destroy()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const flaw = typeof fate === 'object' ? fate : { status: 403, code: signatureFlaw(request, body) }
    if (flaw.code)
      return void reply
        .writeHead(flaw.status, { 'content-type': 'application/xml' })
        .end(request.method === 'HEAD' ? '' : `<Error><Code>${flaw.code}</Code><Message>no</Message></Error>`)
    const onward = ask({ host: '127.0.0.1', port: server.port, method: request.method, path: request.url, headers: request.headers })
    onward.on('error', () => request.socket.destroy())
    onward.end(body)
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    reply.writeHead(answer.statusCode ?? 500, answer.headers)
    for await (const chunk of answer) reply.write(fate === 'rot' ? (chunk as Buffer).map((b) => b ^ 1) : chunk)
    reply.end()
  })
  await new Promise<void>((up) => gate.listen(0, '127.0.0.1', up))
  afterAll(() => {
    gate.closeAllConnections()
    gate.close()
    server.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  const at = (port: number): S3Settings => ({
    endpoint: `http://127.0.0.1:${port}`,
    bucket: name,
    region: 'us-east-1',
    key: KEY,
    secret: KEY,
    prefix: '',
    pathStyle: true,
  })
  const bucket: Bucket = { settings: at((gate.address() as AddressInfo).port), open: at(server.port), seen: [], fate: () => 'pass' }
  return bucket
}

export const refusalOf = (p: Promise<unknown>) =>
  p.then(
    () => 'done',
    (e: { code?: string }) => e.code ?? String(e),
  )
export async function keysOf(list: AsyncIterable<{ key: string }>): Promise<string[]> {
  const out: string[] = []
  for await (const f of list) out.push(f.key)
  return out.toSorted()
}
