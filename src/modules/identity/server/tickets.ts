import type { Actor } from '../../../kernel/server/ctx.ts'
import { newToken } from './tokens.ts'

export const TICKET_HEADER = 'x-bantoh-ticket'
const waiting = new Map<string, Actor>()

/**
 * Lets one request that this process sends to itself act as somebody whom it has authenticated already. The ticket is good for
 * one request; `drop` takes back what was not used.
 */
export function ticketFor(actor: Actor): { headers: Record<string, string>; drop(): void } {
  const ticket = newToken()
  waiting.set(ticket, actor)
  return { headers: { [TICKET_HEADER]: ticket }, drop: () => void waiting.delete(ticket) }
}

export function takeTicket(ticket: string): Actor | undefined {
  const actor = waiting.get(ticket)
  waiting.delete(ticket)
  return actor
}
