import { expect, test } from 'vitest'
import { createSimulator } from '../../simulator.ts'

const headers = { 'xi-api-key': 'k' }

test('a project has at most 200 languages', async () => {
  const { fetch } = createSimulator({ face: 'elevenlabs', speed: 0 })
  const form = new URLSearchParams({ source_url: 'https://example.com/talk.mp4' })
  const made = await fetch('/v1/dubbing/project', { method: 'POST', headers, body: form })
  const { project_id: id } = (await made.json()) as { project_id: string }
  const add = async (number: number) => {
    const body = JSON.stringify({ target_language: `x-t${number}` })
    return (await fetch(`/v1/dubbing/project/${id}/language`, { method: 'POST', headers, body })).status
  }
  for (let number = 0; number < 200; number++) expect(await add(number)).toBe(201)
  expect(await add(200)).toBe(422)
})

test('a workspace keeps its hundred newest webhooks', async () => {
  const { fetch } = createSimulator({ face: 'elevenlabs', speed: 0 })
  for (let number = 0; number <= 100; number++) {
    const settings = { name: `n-${number}`, webhook_url: 'https://receiver.example/hook' }
    await fetch('/v1/workspace/webhooks', { method: 'POST', headers, body: JSON.stringify({ settings }) })
  }
  const { webhooks } = (await (await fetch('/v1/workspace/webhooks', { headers })).json()) as {
    webhooks: { name: string }[]
  }
  expect([webhooks.length, webhooks[0]?.name]).toEqual([100, 'n-1'])
})

test.each([
  ['srt', 'text/plain; charset=utf-8'],
  ['webvtt', 'text/plain; charset=utf-8'],
  ['json', 'application/json'],
])('a transcript as %s is %s, as the vendor sends it', async (format, type) => {
  const simulator = createSimulator({ face: 'elevenlabs', speed: 0 })
  const body = new URLSearchParams({ source_url: 'https://example.com/talk.mp4', target_lang: 'es' })
  const made = await simulator.fetch('/v1/dubbing', { method: 'POST', headers, body })
  const { dubbing_id: id } = (await made.json()) as { dubbing_id: string }
  simulator.advance('1m')
  const path = `/v1/dubbing/${id}/transcript/es?format_type=${format}`
  const answer = await simulator.fetch(path, { headers })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type])
})
