import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { store } from '../../../kernel/server/store.ts'
import { contact, contactEndpoints } from '../contract/contact.ts'
import { eventEndpoints } from '../contract/event.ts'
import { goal, goalEndpoints } from '../contract/goal.ts'
import { createEvent, getEvent, getEventBySlug, listEvents, removeEvent, updateEvent } from './event.ts'

export function routes(mount: Mount, _services: Services) {
  mount.endpoint(eventEndpoints.list, (ctx, { query }) => listEvents(ctx, query))
  mount.endpoint(eventEndpoints.bySlug, (ctx, { params }) => getEventBySlug(ctx, params.key))
  mount.endpoint(eventEndpoints.get, (ctx, { params }) => getEvent(ctx, params.eventId))
  mount.endpoint(eventEndpoints.create, (ctx, { body }) => createEvent(ctx, body))
  mount.endpoint(eventEndpoints.update, (ctx, { params, body }) => updateEvent(ctx, params.eventId, body))
  mount.endpoint(eventEndpoints.remove, (ctx, { params }) => removeEvent(ctx, params.eventId))
  mount.crud(goalEndpoints, store(goal))
  mount.crud(contactEndpoints, store(contact))
}
