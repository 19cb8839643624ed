// A translation that goes on a day later is waited for as if it had just begun.
import { describe, expect, it, vi } from 'vitest'
import {
  type ClientOptions,
  type Protocol,
  VideoTranslationClient,
  type WaitReport,
} from 'video-translation-client'
import type { PastJob } from 'video-translation-client/history'
import { azure } from 'video-translation-client/protocols/azure'
import { elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'
import { createSimulator, type FaceName } from 'video-translation-simulator'
import { follow, setUp } from '../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

useVirtualTime()

const DAY_MS = 86_400_000
const now = () => new Date().toISOString()

/** Notes what a client learns. */
function learning() {
  const noted: [string, PastJob][] = []
  const history = {
    load: async () => ({}),
    note: (kind: string, job: PastJob) => void noted.push([kind, job]),
  }
  return { noted, waiting: { history, transport: 'polling' as const } }
}

describe('the age of a translation that goes on', () => {
  it('counts from then: polls are as dense as for a new one, and its duration is its own', async () => {
    const { noted, waiting } = learning()
    const { api, client } = setUp({ waiting })
    const { id } = api.add({ createdAt: now(), status: 'completed', finishedAt: now() })
    await vi.advanceTimersByTimeAsync(DAY_MS)
    api.change(id, {
      status: 'running',
      revision: 2,
      continuedAt: now(),
      startedAt: now(),
      finishedAt: undefined,
    })
    const reports: WaitReport[] = []
    follow(client.wait(id, { onReport: (report) => reports.push(report) }))
    await vi.advanceTimersByTimeAsync(90_000)
    api.change(id, { status: 'completed', finishedAt: now() })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(reports[0]?.detectionMs).toBeLessThan(30_000)
    expect(noted).toMatchObject([['simulated 1 continued', { id, seconds: 90, outcome: 'finished' }]])
  })

  const vendors: [string, FaceName, Protocol<never>, object][] = [
    ['ElevenLabs', 'elevenlabs', elevenLabsProjects() as Protocol<never>, {}],
    [
      'Azure',
      'azure',
      azure() as Protocol<never>,
      { options: { webvttFile: { url: 'https://example.com/es.vtt' } } },
    ],
  ]
  it.each(vendors)('counts from `apply` at %s, also for a client that did not call it', async (...vendor) => {
    const [, face, protocol, request] = vendor
    await using simulator = createSimulator({
      face,
      scenario: '90s',
      fetch: async () => new Response('WEBVTT\n'),
    })
    const { noted, waiting } = learning()
    const made = (options: ClientOptions<never>) =>
      new VideoTranslationClient<never>('https://vendor.example', {
        protocol,
        apiKey: 'k',
        fetch: simulator.fetch,
        ...options,
      })
    const client = made({})
    const create = { source: 'https://example.com/talk.mp4', from: 'en-US', to: ['es-ES'] }
    const { id } = await client.create(create as never)
    await vi.advanceTimersByTimeAsync(DAY_MS)
    if (face === 'elevenlabs') await correct(client, id)
    const begun = await client.apply(id, request)
    // The vendor's clock is known to the second.
    const agoMs = Date.now() - Date.parse(begun.continuedAt ?? '')
    expect(Math.abs(agoMs)).toBeLessThan(2_000)
    const reports: WaitReport[] = []
    // A protocol of its own knows only what the vendor says.
    const other = made({ waiting, protocol: face === 'azure' ? azure() : elevenLabsProjects() } as never)
    follow(other.wait(begun.id, { onReport: (report) => reports.push(report) }))
    await vi.advanceTimersByTimeAsync(150_000)
    expect(reports).toHaveLength(1)
    expect(reports[0]?.requests).toBeLessThan(16)
    expect(noted).toMatchObject([[expect.stringContaining(' 1 continued'), { outcome: 'finished' }]])
    expect(noted[0]?.[1].seconds).toBeLessThan(150)
    const { continuedAt = '' } = await client.get(begun.id)
    expect(Math.abs(Date.parse(continuedAt) - Date.parse(begun.continuedAt ?? ''))).toBeLessThan(2_000)
    client.close()
    other.close()
  })
})

async function correct(client: VideoTranslationClient<never>, id: string): Promise<void> {
  const { revision, items } = await client.cues(id)
  const cue = items[0]?.id ?? ''
  await client.editCues(id, { revision, edits: [{ op: 'set', cue, target: 'es-ES', text: 'Hola.' }] })
}
