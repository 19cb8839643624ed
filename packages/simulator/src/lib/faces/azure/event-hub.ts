import type { Handler } from '../../serving/call.ts'
import { invalid } from './input.ts'
import { missing } from './records.ts'

const EVENTS = ['Ping', 'TranslationCompletion', 'IterationCompletion']

/**
 * Creates the routes of `EventHubConfiguration`, which keep and return it. They send no events:
 * Azure sends them to an Event Hub, and the simulator has none.
 */
export function createEventHub(root: string): Record<string, Handler> {
  const path = `${root}/configurations/event-hub`
  let configuration: Readonly<Record<string, unknown>> | undefined
  const current = () => configuration ?? missing('configuration of an Event Hub')
  return {
    [`GET ${path}`]: () => Response.json(current()),
    [`PUT ${path}`]: async (call) => {
      configuration = checked(await call.json())
      return Response.json(configuration)
    },
    [`DELETE ${path}`]: () => {
      configuration = undefined
      return new Response(null, { status: 204 })
    },
    [`POST ${path}:ping`]: () => {
      current()
      return new Response(null, { status: 200 })
    },
  }
}

function checked(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { isEnabled, enabledEvents } = fields
  if (typeof isEnabled !== 'boolean') throw invalid('isEnabled', 'It must be true or false.')
  for (const name of ['eventHubNamespaceHostName', 'eventHubName'])
    if (typeof fields[name] !== 'string') throw invalid(name, 'It is required.')
  const knows = (event: unknown) => EVENTS.some((each) => each === event)
  if (!Array.isArray(enabledEvents) || !enabledEvents.every(knows))
    throw invalid('enabledEvents', `It must be a list of ${EVENTS.join(', ')}.`)
  return fields
}
