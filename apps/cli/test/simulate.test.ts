import { createServer } from 'node:http'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox, type Started } from './cli.ts'

let sandbox: Sandbox

beforeEach(() => {
  sandbox = createSandbox()
})

afterEach(() => sandbox[Symbol.asyncDispose]())

async function simulate(...args: string[]): Promise<Started & { url: string }> {
  const started = sandbox.start('simulate', '--port', '0', ...args)
  const url = (await started.prints(/http:\S+\n/, 'stdout')).trim()
  return { ...started, url }
}

async function ask(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  return (await (await fetch(url, init)).json()) as Record<string, unknown>
}

/** Polls a job until it is no longer pending. */
async function follow(url: string, path: string): Promise<unknown> {
  for (;;) {
    const { result } = await ask(url + path)
    if (result !== 'pending') return result
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const start = (url: string, id: string, headers: HeadersInit = {}) =>
  ask(`${url}/start`, { method: 'POST', headers, body: JSON.stringify({ job_id: id }) })

describe('simulate', () => {
  test('serves every face, prints examples, and stops cleanly at Ctrl-C', async () => {
    const { url, prints, process, ended } = await simulate('--seed', '7')
    const introduction = await prints(/_simulator\n/, 'stderr')
    expect(introduction).toContain(`Simulating at ${url}, seed 7. Ctrl-C stops it.`)
    expect(introduction).toContain(`curl ${url}/status`)
    expect(await ask(`${url}/status`)).toMatchObject({ result: 'pending' })
    expect(await ask(`${url}/v1/translations`)).toMatchObject({ items: [] })
    process.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
  })

  test('works with the other commands', async () => {
    const { url } = await simulate('--face', 'native', '--processing-time', '0.2')
    const video = sandbox.video
    const done = await sandbox.run(
      'translate',
      video,
      '--to',
      'es',
      '--server',
      url,
      '--out',
      join(sandbox.folder, 'out'),
    )
    expect(done).toMatchObject({ code: 0 })
  })

  test('plays jobs of the given duration, faster with --speed', async () => {
    const { url } = await simulate('--processing-time', '120', '--speed', '240')
    // From before the start, because its answer may be late.
    const startedMs = performance.now()
    await start(url, 'a')
    expect(await follow(url, '/status?job_id=a')).toBe('completed')
    const tookMs = performance.now() - startedMs
    expect(tookMs).toBeGreaterThan(490)
    expect(tookMs).toBeLessThan(60_000)
  })

  test('draws durations and failures, the same for the same seed', async () => {
    const drawn = ['--min-delay', '0', '--max-delay', '0.2', '--error-rate', '0.5', '--seed', 'x']
    const outcomes = async () => {
      const { url, process, ended } = await simulate(...drawn)
      const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`)
      await Promise.all(ids.map((id) => start(url, id)))
      const results = await Promise.all(ids.map((id) => follow(url, `/status/${id}`)))
      process.kill('SIGTERM')
      await ended
      return results
    }
    const first = await outcomes()
    expect(new Set(first)).toEqual(new Set(['completed', 'error']))
    expect(await outcomes()).toEqual(first)
  })

  test('reads the duration from MIMIC_JOB_PROCESSING_TIME', async () => {
    await using other = createSandbox({ MIMIC_JOB_PROCESSING_TIME: '3600' })
    const started = other.start('simulate', '--port', '0', '--json')
    const { url } = JSON.parse(await started.prints(/\n}\n/, 'stdout')) as { url: string }
    const state = (await ask(`${url}/_simulator/state`)) as { scenario: object }
    expect(state.scenario).toMatchObject({ durationMs: 3_600_000 })
  })

  test('a drawn duration overrides MIMIC_JOB_PROCESSING_TIME', async () => {
    await using other = createSandbox({ MIMIC_JOB_PROCESSING_TIME: '3600' })
    const started = other.start('simulate', '--port', '0', '--json', '--max-delay', '1')
    const { url } = JSON.parse(await started.prints(/\n}\n/, 'stdout')) as { url: string }
    const state = (await ask(`${url}/_simulator/state`)) as { scenario: object }
    expect(state.scenario).toMatchObject({ durationMs: { law: 'uniform', minMs: 0, maxMs: 1000 } })
  })

  test('lets in pages of --cors only, and uses --public-url in links', async () => {
    const origin = 'https://app.example'
    const { url } = await simulate('--cors', origin, '--public-url', 'https://simulator.example/')
    const answer = await fetch(`${url}/status`, { headers: { origin } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    const foreign = { method: 'POST', headers: { origin: 'https://evil.example' } }
    expect((await fetch(`${url}/start`, foreign)).status).toBe(403)
    const upload = await fetch(`${url}/v1/uploads`, { method: 'POST', headers: { 'upload-length': '1' } })
    expect(upload.headers.get('location')).toMatch(/^https:\/\/simulator\.example\/v1\/uploads\//)
  })

  test('restarts the job without an id after --restart-after without a request', async () => {
    const { url } = await simulate('--processing-time', '0', '--restart-after', '1')
    const numbers = async () =>
      ((await ask(`${url}/_simulator/state`)) as { jobs: { number: number }[] }).jobs.map(
        ({ number }) => number,
      )
    expect(await follow(url, '/status')).toBe('completed')
    // A slow machine may have begun another one already.
    const [before = 0] = await numbers()
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await ask(`${url}/status`)
    expect(await numbers()).toEqual([before + 1])
  })

  test('sends webhooks to this machine only with --allow-private-callbacks', async () => {
    const received: unknown[] = []
    const receiver = createServer(({ url }, answer) => {
      received.push(url)
      answer.writeHead(204).end()
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
    for (const more of [[], ['--allow-private-callbacks']]) {
      const { url } = await simulate('--face', 'heygen', '--processing-time', '0', ...more)
      await fetch(`${url}/v3/video-translations`, {
        method: 'POST',
        headers: { 'x-api-key': 'k' },
        body: JSON.stringify({
          video: { type: 'url', url: 'https://example.com/talk.mp4' },
          output_languages: ['French'],
          callback_url: `${hook}/${more.length}`,
        }),
      })
      const attempts = async () => ((await ask(`${url}/_simulator/webhooks`))['items'] as object[]).length
      await expect.poll(attempts).toBeGreaterThan(0)
    }
    receiver.close()
    expect(received).toEqual(['/1'])
  })

  test('plays a scenario by name, by text or from a file with several', async () => {
    const file = join(sandbox.folder, 'scenarios.json')
    const scenarios = { mine: '100ms;outcome=error', other: { outcome: 'completed' } }
    writeFileSync(file, JSON.stringify({ scenario: 'mine', scenarios }))
    const { url } = await simulate('--scenario', file)
    await start(url, 'a')
    expect(await follow(url, '/status/a')).toBe('error')
    await start(url, 'b', { 'x-simulate': 'other' })
    expect(await follow(url, '/status/b')).toBe('completed')
    const named = await simulate('--scenario', 'fails-early')
    await start(named.url, 'a')
    expect(await follow(named.url, '/status/a')).toBe('error')
  })

  test('refuses wrong options with an explanation', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)
    const wrong = [
      [['--port', port], /Cannot listen at 127\.0\.0\.1:\d+ \(EADDRINUSE\)[^]*--port 0/],
      [['--face', 'nobody'], /There is no face "nobody"[^]*status/],
      [['--face', ''], /Name at least one/],
      [['--scenario', 'nonsense'], /"nonsense" is not a scenario[^]*fails-late/],
      [['--min-delay', '2', '--max-delay', '1'], /--min-delay is more/],
      [
        ['--processing-time', '3', '--min-delay', '1', '--max-delay', '2'],
        /^error: --processing-time cannot be combined/,
      ],
      [['--processing-time', '3', '--max-delay', '2'], /^error: --processing-time cannot be combined/],
      [['--cors', 'app.example.com'], /"app\.example\.com" is not an origin/],
      [['--public-url', 'simulator'], /"simulator" is not a public address/],
      [['--error-rate', '2'], /from 0 to 1/],
      [['--speed', '0'], /above 0/],
    ] as const
    for (const [args, message] of wrong) {
      const { code, stderr } = await sandbox.run('simulate', '--port', '0', ...args)
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
    }
    taken.close()
  })
})
