import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { assistantEndpoints as api } from './contract/assistant.ts'

export const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
type Who = Record<string, string>

/** An application that listens, and the protocol's own client to talk to it. */
export async function assistantApp() {
  const t = await testApp({ background: false })
  const address = await t.app.http.listen({ port: 0, host: '127.0.0.1' })
  async function token(who: Who, more: object = {}) {
    const r = await t.call(who, api.createToken, { body: { name: 'Claude', mayPropose: true, expiresOn: day(30), ...more } })
    expect([r.status, r.problem.code]).toEqual([200, undefined])
    return r.body
  }
  async function connect(bearer: string) {
    const client = new Client({ name: 'test-client', version: '9.9' })
    const transport = new StreamableHTTPClientTransport(new URL(`${address}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${bearer}` } },
    })
    await client.connect(transport as never)
    const use = async (name: string, given: Record<string, unknown> = {}) => {
      const r = (await client.callTool({ name, arguments: given })) as { content: { text: string }[]; isError?: boolean }
      return { refused: r.isError === true, text: r.content.map((c) => c.text).join('\n'), parts: r.content.map((c) => c.text) }
    }
    return {
      client,
      use,
      /** The JSON of an answer that holds records. */
      read: async (name: string, given: Record<string, unknown> = {}) => {
        const r = await use(name, given)
        if (r.refused) throw new Error(r.text)
        return JSON.parse(r.parts.at(-1)!)
      },
      close: () => client.close(),
    }
  }
  /** Forgets how often tokens were used in this minute. */
  const rest = () => t.app.services.db.asSystem((tx) => sql`update assistant_token set window_count = 0`.execute(tx))
  return { ...t, rest, address, token, connect, assistant: async (who: Who, more: object = {}) => connect((await token(who, more)).token) }
}
