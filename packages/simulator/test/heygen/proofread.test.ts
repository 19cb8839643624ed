import { VideoTranslationClient } from 'video-translation-client'
import { generateProofread, heygen } from 'video-translation-client/protocols/heygen'
import { createSimulator } from 'video-translation-simulator'
import { expect, test } from 'vitest'

test('a translation with proofreading waits for a person, and continues after approval', async () => {
  await using simulator = createSimulator({ face: 'heygen', scenario: '10m', speed: 0 })
  await using client = new VideoTranslationClient('https://api.heygen.example', {
    protocol: heygen(),
    apiKey: 'k',
    fetch: simulator.fetch as typeof fetch,
  })
  const source = 'https://example.com/talk.mp4'
  const session = await client.create({ source, to: ['es', 'fr'], name: 'A talk', proofread: true })
  simulator.advance('10m')
  const stopped = await client.wait(session.id, { settle: true })
  expect(stopped).toMatchObject({ result: 'needs_input', translation: { status: 'needs_input' } })
  expect(await (await client.download(session.id, 'es.srt')).text()).toContain(
    '00:00:03,500 --> 00:00:06,500',
  )

  const id = await generateProofread(client, session.id, { options: { captions: true } })
  simulator.advance('10m')
  const done = await client.wait(id)
  expect(done.targets.map(({ language, status }) => `${language} ${status}`)).toEqual([
    'es completed',
    'fr completed',
  ])
  await expect(generateProofread(client, id)).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(client.delete(session.id)).rejects.toMatchObject({ code: 'not_supported' })
})
