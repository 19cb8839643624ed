import { expect, test } from 'vitest'
import { readAlong } from './read-along.ts'

const OPEN = ': open\n\n'
const state = (status: string, progress = 0) =>
  `event: translation\nid: 1\ndata: ${JSON.stringify({ id: 'tr_1', status, progress, reference: 'é' })}\n\n`

test.each([
  ['no state', [OPEN], 0],
  ['one', [OPEN, state('running')], 1],
  ['one that is cut', [OPEN, state('running').slice(0, -1)], 0],
  ['progress alone', [OPEN, state('running'), state('running', 0.5)], 1],
  ['a newer one', [OPEN, state('running'), state('completed')], 2],
  ['a newer one, and back', [state('running'), state('needs_input'), state('running')], 2],
])('a stream passes unchanged, and its states are told apart: %s', async (_, events, count) => {
  for (const size of [1, 7, 10_000]) {
    const heard = new Set<string>()
    const passed = readAlong(new Response(inParts(events.join(''), size)), heard)
    expect([await passed.text(), heard.size]).toEqual([events.join(''), count])
  }
})

test('a refusal stays what it is, and tells of no state', async () => {
  const heard = new Set<string>()
  const refusal = new Response('{"status":401}', { status: 401, headers: { 'www-authenticate': 'Bearer' } })
  const passed = readAlong(refusal, heard)
  expect([passed.status, passed.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect([await passed.text(), heard.size]).toEqual(['{"status":401}', 0])
})

function inParts(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
      controller.close()
    },
  })
}
