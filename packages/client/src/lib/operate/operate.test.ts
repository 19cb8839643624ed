import { expect, it, onTestFinished, vi } from 'vitest'
import { sampleTranslation } from '../../../test/support/sample.ts'
import { VideoTranslationClient } from '../client.ts'
import { cancelAll, deleteAll, retryAll } from './change-many.ts'
import { watchAll } from './watch-all.ts'

it.each([{}, { status: [] }, { text: '' }, { engine: undefined, reference: '', status: [] }])(
  'changes nothing by a filter that selects nothing: %j',
  async (filter) => {
    const requests: unknown[] = []
    const fetch = async (...request: unknown[]) => Response.json(requests.push(request))
    const client = new VideoTranslationClient('http://server', { fetch })
    for (const change of [cancelAll, retryAll, deleteAll])
      await expect(change(client, { filter } as Parameters<typeof deleteAll>[1])).rejects.toThrow('not empty')
    expect(requests).toEqual([])
  },
)

it('yields a state once, also when each new connection sends it again', async () => {
  const ended = sampleTranslation({ version: 5, status: 'completed' })
  const again = { ...ended, version: 6, status: 'running' as const }
  const bodies: unknown[] = []
  const fetch = async (input: Request | string | URL, init?: RequestInit) => {
    const connection = bodies.push(await new Request(input, init).json())
    const data = JSON.stringify(connection < 3 ? ended : again)
    const headers = { 'content-type': 'text/event-stream' }
    return new Response(`event: translation\nid: 5\ndata: ${data}\n\n`, { headers })
  }
  vi.spyOn(Math, 'random').mockReturnValue(0)
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers().restoreAllMocks())
  const versions: number[] = []
  const reading = (async () => {
    for await (const { version } of watchAll(new VideoTranslationClient('http://server', { fetch }))) {
      versions.push(version)
      if (version === 6) return
    }
  })()
  await vi.advanceTimersByTimeAsync(10_000)
  await reading
  expect(versions).toEqual([5, 6])
  expect(bodies[1]).toEqual({ translations: [{ id: ended.id, version: 5 }], filter: {} })
})
