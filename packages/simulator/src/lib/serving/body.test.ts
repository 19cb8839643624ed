import { expect, test } from 'vitest'
import { FACES, type FaceName } from '../faces/faces.ts'
import { createSimulator } from '../simulator.ts'

const KEYS = {
  'x-api-key': 'k',
  'xi-api-key': 'k',
  'ocp-apim-subscription-key': 'k',
  'operation-id': 'o-p-1',
}
const AZURE = '/videotranslation/translations/a-b-c?api-version=2026-03-01'

const STARTS = {
  status: '/start',
  native: '/v1/translations',
  heygen: '/v3/video-translations',
  elevenlabs: '/v1/dubbing',
}

const JSON_ROUTES: [FaceName, method: string, path: string][] = [
  ['native', 'POST', '/v1/translations'],
  ['native', 'POST', '/v1/translations/validate'],
  ['native', 'POST', '/v1/estimates'],
  ['native', 'POST', '/v1/translations/stream'],
  ['heygen', 'POST', '/v3/video-translations'],
  ['heygen', 'POST', '/v3/video-translations/batches'],
  ['heygen', 'POST', '/v3/webhooks/endpoints'],
  ['heygen', 'POST', '/v2/video_translate'],
  ['azure', 'PUT', AZURE],
  ['elevenlabs', 'POST', '/v1/workspace/webhooks'],
]

async function send(face: FaceName, method: string, path: string, body: BodyInit, type?: string) {
  const simulator = createSimulator({ face })
  const headers = { ...KEYS, ...(type && { 'content-type': type }) }
  const { status } = await simulator.fetch(path, { method, body, headers })
  return { status, jobs: simulator.jobs.length }
}

test.each([...JSON_ROUTES, ['status', 'POST', '/start'] as const])(
  'JSON that nests without end is refused by %s at %s %s',
  async (face, method, path) => {
    for (const depth of [65, 100_000]) {
      const body = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
      expect(await send(face, method, path, body)).toEqual({ status: expect.toBeOneOf([400, 422]), jobs: 0 })
    }
  },
)

test('brackets within quotes do not count as nesting', async () => {
  const body = JSON.stringify({ job_id: 'a', title: '[{"\\'.repeat(1000) })
  expect((await send('status', 'POST', '/start', body)).status).toBe(200)
})

test('a body of more than a megabyte is refused', async () => {
  const body = JSON.stringify({ job_id: 'a', title: 'x'.repeat(2 ** 20) })
  expect(await send('status', 'POST', '/start', body)).toEqual({ status: 413, jobs: 0 })
})

test.each(JSON_ROUTES)('a form is refused by %s at %s %s, which takes JSON', async (face, method, path) => {
  const form = new FormData()
  form.set('source_url', 'https://example.com/talk.mp4')
  form.set('name', 'a')
  for (const body of [form, new URLSearchParams({ name: 'a' })])
    expect(await send(face, method, path, body)).toEqual({ status: expect.toBeOneOf([400, 422]), jobs: 0 })
})

test.each([
  ['elevenlabs', '/v1/dubbing', 422],
  ['elevenlabs', '/v1/dubbing/project', 422],
  ['heygen', '/v3/assets', 400],
] as const)('JSON is refused by %s at POST %s, which takes a form', async (face, path, status) => {
  const body = { source_url: 'https://example.com/talk.mp4', target_lang: 'es', file: 'not a file' }
  const sent = await send(face, 'POST', path, JSON.stringify(body), 'application/json')
  expect(sent).toEqual({ status, jobs: 0 })
})

test('the content type counts in any case', async () => {
  const boundary = 'Edge'
  const body = `--${boundary}\r\ncontent-disposition: form-data; name="job_id"\r\n\r\ntalk-1\r\n--${boundary}--\r\n`
  const headers = { 'content-type': `Multipart/Form-Data; boundary=${boundary}` }
  const answer = await createSimulator().fetch('/start', { method: 'POST', headers, body })
  expect(await answer.json()).toMatchObject({ job_id: 'talk-1' })
  const form = new URLSearchParams({ job_id: 'a' }).toString()
  expect(await send('status', 'POST', '/start', form, 'Application/JSON')).toEqual({ status: 400, jobs: 0 })
})

test.each(Object.keys(FACES) as FaceName[])('the face %s refuses a compressed body', async (face) => {
  const simulator = createSimulator({ face })
  const [method, path] = face === 'azure' ? ['PUT', AZURE] : ['POST', STARTS[face]]
  const headers = { ...KEYS, 'content-encoding': 'gzip' }
  const answer = await simulator.fetch(path, { method, headers, body: 'x' })
  expect(answer.status).toBe(415)
  expect(await answer.text()).toContain('Content-Encoding gzip')
  expect(simulator.jobs).toEqual([])
})
