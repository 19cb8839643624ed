import { createParser } from 'eventsource-parser'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvents } from './sse.ts'

test('events read the same as by eventsource-parser, wherever the bytes are cut', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      'event: translation',
      'data: {"id":"tr_1"}',
      'data:x',
      'data',
      'event:',
      ': comment',
      '',
      'id: 7',
      'nonsense',
    ),
    fc.string({ maxLength: 8 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}é\u2028`),
  )
  const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat(60), { maxLength: 8 }), async (lines, cuts) => {
      const text = `${lines.map(([content, end]) => content + end).join('')}\n\n`
      expect(await ours(text, cuts)).toEqual(theirs(text))
    }),
    { seed: 20_261_130 },
  )
})

async function ours(text: string, cuts: number[]): Promise<unknown[]> {
  const bytes = new TextEncoder().encode(text)
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.byteLength]
  const parts = edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge))
  const heard: unknown[] = []
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
  await readEvents(
    body,
    () => {},
    (event, data) => void (data && heard.push({ event, data })),
  )
  return heard
}

/** An event without data is of no use to us. */
function theirs(text: string): unknown[] {
  const heard: { event: string; data: string }[] = []
  const parser = createParser({ onEvent: ({ event = '', data }) => heard.push({ event, data }) })
  parser.feed(text)
  return heard.filter(({ data }) => data !== '')
}
