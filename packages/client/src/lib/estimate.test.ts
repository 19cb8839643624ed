import { expect, test } from 'vitest'
import { createSimulator } from 'video-translation-simulator'
import { VideoTranslationClient } from '../index.ts'
import { elevenLabs } from '../protocols/elevenlabs.ts'
import { estimate } from './estimate.ts'

function clientOf(fetch: typeof globalThis.fetch): VideoTranslationClient {
  return new VideoTranslationClient('http://server', { fetch, retry: { limit: 0 } })
}

test('asks what a create would need, without a source', async () => {
  const simulator = createSimulator({ face: 'native' })
  const told = await estimate(clientOf(simulator.fetch), { to: ['es'], durationSeconds: 60 })
  expect(told).toMatchObject({ engine: 'simulated', possible: true, packs: [], durationSeconds: 60 })
  expect(simulator.jobs).toEqual([])
  await expect(estimate(clientOf(simulator.fetch), { to: ['es', 'es'] })).rejects.toMatchObject({
    status: 400,
  })
})

test('an answer that is no estimate, and a protocol without one, are errors', async () => {
  const client = clientOf(async () => Response.json(null))
  await expect(estimate(client, { to: ['es'] })).rejects.toMatchObject({ code: 'invalid_response' })
  const vendor = new VideoTranslationClient('http://server', { protocol: elevenLabs(), apiKey: 'k' })
  await expect(estimate(vendor as never, { to: ['es'] })).rejects.toMatchObject({ code: 'not_supported' })
})
