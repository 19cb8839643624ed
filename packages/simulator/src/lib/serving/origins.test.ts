import { describe, expect, test } from 'vitest'
import { FACES, type FaceName } from '../faces/faces.ts'
import { createSimulator, type SimulatorOptions } from '../simulator.ts'

const APP = 'https://app.example'
const HERE = 'http://127.0.0.1:5000'
const KEYS = { 'x-api-key': 'k', 'xi-api-key': 'k', 'ocp-apim-subscription-key': 'k' }

/** Requests that start a job, with bodies that a form on a foreign page can send. */
const STARTS: Record<FaceName, [path: string, body: BodyInit]> = {
  status: ['/start', '{"job_id":"a"}'],
  native: ['/v1/translations', '{"source":{"url":"https://example.com/a.mp4"},"to":["es"]}'],
  heygen: [
    '/v3/video-translations',
    '{"video":{"type":"url","url":"https://example.com/a.mp4"},"output_languages":["French"],"callback_url":"http://127.0.0.1:9/"}',
  ],
  elevenlabs: [
    '/v1/dubbing',
    new URLSearchParams({ source_url: 'https://example.com/a.mp4', target_lang: 'es' }),
  ],
  azure: [
    '/videotranslation/translations/a-b-c?api-version=2026-03-01',
    '{"input":{"targetLocale":"es-ES","voiceKind":"PlatformVoice","videoFileUrl":"https://example.com/a.mp4","autoCreateFirstIteration":true}}',
  ],
}

const json = (response: Response): Promise<unknown> => response.json()

async function start(face: FaceName, headers: Record<string, string>, options: SimulatorOptions = {}) {
  const simulator = createSimulator({ face, ...options })
  const [path, body] = STARTS[face]
  const method = face === 'azure' ? 'PUT' : 'POST'
  const init = { method, body, headers: { ...KEYS, 'operation-id': 'o-p-1', ...headers } }
  const answer = await simulator.fetch(HERE + path, init)
  return { answer, jobs: simulator.jobs.length }
}

describe.each(Object.keys(FACES) as FaceName[])('a page from elsewhere, at the face %s,', (face) => {
  test.each([
    ['a form', { origin: APP }],
    ['a page in a sandbox', { origin: 'null' }],
    ['a page on another port of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['a request without CORS', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('starts nothing: %s', async (_, headers) => {
    const { answer, jobs } = await start(face, headers as Record<string, string>)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(JSON.stringify(await answer.json())).toContain('--cors')
    expect(jobs).toBe(0)
  })

  test.each([
    ['with an allowed origin', [APP], { origin: APP }],
    ['with * for all origins', ['*'], { origin: 'https://other.example' }],
    ['with * for all origins, without CORS', ['*'], { 'sec-fetch-site': 'cross-site' }],
  ])('is let in %s', async (_, cors, headers) => {
    const { answer, jobs } = await start(face, headers as Record<string, string>, { cors })
    expect(answer.status).toBeLessThan(300)
    expect(jobs).toBe(1)
  })

  test('is refused if `cors` names another origin', async () => {
    expect((await start(face, { origin: 'https://other.example' }, { cors: [APP] })).answer.status).toBe(403)
  })

  test.each([
    ['a program', {}],
    ['a page of its own', { origin: HERE, 'sec-fetch-site': 'same-origin' }],
    ['an address that somebody typed', { 'sec-fetch-site': 'none' }],
  ])('has nothing to do with %s', async (_, headers) => {
    expect((await start(face, headers as Record<string, string>)).jobs).toBe(1)
  })
})

test('a foreign name that was rebound to this machine is refused, unless it is the public address', async () => {
  const rebound = 'http://evil.example:5000'
  const ask = (options: SimulatorOptions) =>
    createSimulator(options).fetch(`${rebound}/start`, { method: 'POST', headers: { origin: rebound } })
  expect((await ask({})).status).toBe(403)
  expect((await ask({ publicUrl: rebound })).status).toBe(200)
})

test('a preflight lists what the page may send, and the page can read the answer', async () => {
  const { fetch } = createSimulator({ cors: [APP] })
  const preflightHeaders = {
    origin: APP,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'x',
  }
  const preflight = await fetch('/v1/translations', { method: 'OPTIONS', headers: preflightHeaders })
  expect(preflight.status).toBe(204)
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': APP,
    'access-control-allow-methods': expect.stringContaining('PUT'),
    'access-control-allow-headers': 'x',
  })
  const answer = await fetch('/v1/translations', { headers: { origin: APP } })
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': APP,
    'access-control-expose-headers': '*',
    vary: 'origin',
  })
  const foreign = { ...preflightHeaders, origin: 'https://other.example' }
  const refused = await fetch('/v1/translations', { method: 'OPTIONS', headers: foreign })
  expect(refused.status).toBe(403)
  expect(refused.headers.get('access-control-allow-origin')).toBeNull()
})

test('no page from elsewhere can control the jobs, even if it may use the faces', async () => {
  const { fetch } = createSimulator({ cors: ['*'] })
  const preflightHeaders = { origin: APP, 'access-control-request-method': 'POST' }
  expect((await fetch(`${HERE}/_simulator/state`, { headers: { origin: APP } })).status).toBe(403)
  const drive = { method: 'POST', headers: { origin: APP }, body: '{"by":"1h"}' }
  expect((await fetch(`${HERE}/_simulator/clock/advance`, drive)).status).toBe(403)
  const preflight = await fetch(`${HERE}/_simulator/state`, { method: 'OPTIONS', headers: preflightHeaders })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
})

test('any page can embed a link to a file', async () => {
  const simulator = createSimulator({ face: 'native', speed: 0 })
  const [path, body] = STARTS.native
  const made = await simulator.fetch(path, { method: 'POST', body })
  simulator.advance('1m')
  const { id } = (await made.json()) as { id: string }
  const view = (await (await simulator.fetch(`${path}/${id}`)).json()) as {
    targets: { artifacts: { url: string }[] }[]
  }
  const headers = { 'sec-fetch-site': 'cross-site' }
  expect((await simulator.fetch(view.targets[0]!.artifacts[0]!.url, { headers })).status).toBe(200)
})

describe('the public address', () => {
  test.each(Object.keys(FACES) as FaceName[])(
    'begins the addresses in answers of %s, with its path',
    async (face) => {
      const publicUrl = 'https://simulator.example/behind/'
      const simulator = createSimulator({ face, publicUrl, speed: 0 })
      const [path, body] = STARTS[face]
      const headers = { ...KEYS, 'operation-id': 'o-p-1' }
      await simulator.fetch(HERE + path, { method: face === 'azure' ? 'PUT' : 'POST', body, headers })
      simulator.advance('1m')
      const [job] = simulator.jobs
      expect(job?.origin).toBe('https://simulator.example/behind')
      const { url } = simulator.backend(face).files.link(job!, 'a.mp4', 1000)
      expect(url).toMatch(/^https:\/\/simulator\.example\/behind\/_files\//)
    },
  )

  test('begins all other addresses, too', async () => {
    const { fetch } = createSimulator({ publicUrl: 'https://simulator.example/behind' })
    const headers = { ...KEYS, 'operation-id': 'o-p-1' }
    const send = (method: string, path: string, body?: BodyInit) =>
      fetch(HERE + path, { method, headers, ...(body && { body }) })
    const form = new FormData()
    form.set('file', new File(['x'], 'a.mp4', { type: 'video/mp4' }))
    const direct = { filename: 'a.mp4', content_type: 'video/mp4', size_bytes: 1 }
    const [azurePath, azureBody] = STARTS.azure
    const made = await send('PUT', azurePath, azureBody)
    await fetch(HERE + azurePath.replace('a-b-c', 'd-e-f'), {
      method: 'PUT',
      body: azureBody,
      headers: { ...headers, 'operation-id': 'o-p-2' },
    })
    const addresses = [
      (await send('POST', '/v1/uploads')).headers.get('location'),
      made.headers.get('operation-location'),
      await send('GET', '/videotranslation/translations?api-version=2026-03-01&maxpagesize=1').then(json),
      await send('POST', '/v3/assets', form).then(json),
      await send('POST', '/v3/assets/direct-uploads', JSON.stringify(direct)).then(json),
    ]
    for (const each of addresses) {
      expect(JSON.stringify(each)).toContain('https://simulator.example/behind/')
      expect(JSON.stringify(each)).not.toContain(HERE)
    }
  })

  test.each(['simulator.example', 'ftp://simulator.example', 'https://simulator.example/?a=b'])(
    '%s is none',
    (publicUrl) => {
      expect(() => createSimulator({ publicUrl })).toThrow('is not a public address')
    },
  )

  test.each(['app.example', 'https://app.example/', 'https://app.example/page'])(
    '%s is not an origin',
    (origin) => {
      expect(() => createSimulator({ cors: [origin] })).toThrow('is not an origin')
    },
  )
})
