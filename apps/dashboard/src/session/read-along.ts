/** What of a translation its history and its lines go by. Its progress is not in it. */
const STEPS = /"(?:status|stage|revision|cueRevision)":[^,}]+/g

/**
 * The same answer, a stream of states. Notes in `heard` how far the work is in each state, before
 * the state is read: one entry means that nothing newer came than at the beginning.
 */
export function readAlong(response: Response, heard: Set<string>): Response {
  const decoder = new TextDecoder()
  let text = ''
  const transform = (part: Uint8Array, out: TransformStreamDefaultController<Uint8Array>) => {
    const events = (text + decoder.decode(part, { stream: true })).split('\n\n')
    // The rest of the last one has not come yet.
    text = events.pop() ?? ''
    for (const steps of events.map((event) => event.match(STEPS))) if (steps) heard.add(steps.join())
    out.enqueue(part)
  }
  return new Response(response.body?.pipeThrough(new TransformStream({ transform })), response)
}
