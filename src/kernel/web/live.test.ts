import { describe, expect, test } from 'vitest'
import { touched } from './live.ts'

describe('news of one event', () => {
  const concerns = (eventId: string | null, queryKey: unknown[]) => touched(eventId)({ queryKey })
  test('reaches its own queries, lists of events and the event behind a slug', () => {
    for (const key of [
      ['events', 'e1', 'overview'],
      ['events', 'e1'],
      ['events', { limit: 20 }],
      ['events'],
      ['events', 'by-slug', 'forum'],
      ['inbox', { limit: 20 }],
      ['session', 'e2'],
    ])
      expect([key, concerns('e1', key)]).toEqual([key, true])
  })
  test('leaves other events and the portfolio alone', () => {
    for (const key of [
      ['events', 'e2', 'overview'],
      ['events', 'portfolio'],
      ['events', 'slug', 'forum'],
    ])
      expect([key, concerns('e1', key)]).toEqual([key, false])
  })
  test('of the whole organisation reaches everything', () => {
    expect([concerns(null, ['events', 'e2']), concerns(null, ['events', 'portfolio']), concerns(null, ['crm', 'companies'])]).toEqual([
      true,
      true,
      true,
    ])
  })
})
