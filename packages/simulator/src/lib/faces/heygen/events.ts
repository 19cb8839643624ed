import type { Handler } from '../../serving/call.ts'
import { pageOf } from './page.ts'
import { EVENT_TYPES, type HeygenWebhooks } from './webhooks.ts'

/** Creates the routes that list the types of events and past events. */
export function eventRoutes({ events }: HeygenWebhooks): Readonly<Record<string, Handler>> {
  return {
    'GET /v3/webhooks/event-types': () =>
      Response.json({
        data: Object.entries(EVENT_TYPES).map(([type, description]) => ({ event_type: type, description })),
        has_more: false,
        next_token: null,
      }),
    'GET /v3/webhooks/events': (call) => {
      const type = call.url.searchParams.get('event_type')
      const matching = events.filter((event) => type === null || event.type === type).toReversed()
      const { items, ...rest } = pageOf(call, matching, ({ id }) => id)
      const data = items.map((event) => ({
        event_id: event.id,
        event_type: event.type,
        event_data: event.data,
        created_at: new Date(event.atMs).toISOString(),
      }))
      return Response.json({ data, ...rest })
    },
  }
}
