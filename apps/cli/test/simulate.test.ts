import { createServer } from 'node:http'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDesk, type Desk, type Started } from './cli.ts'

let desk: Desk

beforeEach(() => {
  desk = createDesk()
})

afterEach(() => desk[Symbol.asyncDispose]())

async function simulate(...args: string[]): Promise<Started & { url: string }> {
  const started = desk.start('simulate', '--port', '0', ...args)
  const url = (await started.says(/http:\S+\n/, 'stdout')).trim()
  return { ...started, url }
}

async function ask(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  return (await (await fetch(url, init)).json()) as Record<string, unknown>
}

/** Asks until it is no longer pending, and says what it is then, and after how long. */
async function follow(url: string, path: string): Promise<{ result: unknown; tookMs: number }> {
  const startedMs = performance.now()
  for (;;) {
    const { result } = await ask(url + path)
    if (result !== 'pending') return { result, tookMs: performance.now() - startedMs }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const start = (url: string, id: string, headers: HeadersInit = {}) =>
  ask(`${url}/start`, { method: 'POST', headers, body: JSON.stringify({ job_id: id }) })

describe('simulate', () => {
  test('serves every face, says how to try it, and ends cleanly at Ctrl-C', async () => {
    const { url, says, process, ended } = await simulate('--seed', '7')
    const introduction = await says(/_simulator\n/, 'stderr')
    expect(introduction).toContain(`Simulating at ${url}, seed 7. Ctrl-C stops it.`)
    expect(introduction).toContain(`curl ${url}/status`)
    expect(await ask(`${url}/status`)).toMatchObject({ result: 'pending' })
    expect(await ask(`${url}/v1/translations`)).toMatchObject({ items: [] })
    process.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, signal: null })
  })

  test('has the command line for a client', async () => {
    const { url } = await simulate('--face', 'native', '--processing-time', '0.2')
    const video = desk.video
    const done = await desk.run(
      'translate',
      video,
      '--to',
      'es',
      '--server',
      url,
      '--out',
      join(desk.folder, 'out'),
    )
    expect(done).toMatchObject({ code: 0 })
  })

  test('takes as long as it is told, and simulated time may run faster', async () => {
    const { url } = await simulate('--processing-time', '120', '--speed', '240')
    await start(url, 'a')
    const { result, tookMs } = await follow(url, '/status?job_id=a')
    expect(result).toBe('completed')
    expect(tookMs).toBeGreaterThan(300)
    expect(tookMs).toBeLessThan(5000)
  })

  test('draws delays and failures, the same for the same seed', async () => {
    const drawn = ['--min-delay', '0', '--max-delay', '0.2', '--error-rate', '0.5', '--seed', 'x']
    const outcomes = async () => {
      const { url, process, ended } = await simulate(...drawn)
      const ids = Array.from({ length: 20 }, (_, index) => `job-${index}`)
      await Promise.all(ids.map((id) => start(url, id)))
      const results = await Promise.all(ids.map((id) => follow(url, `/status/${id}`)))
      process.kill('SIGTERM')
      await ended
      return results.map(({ result }) => result)
    }
    const first = await outcomes()
    expect(new Set(first)).toEqual(new Set(['completed', 'error']))
    expect(await outcomes()).toEqual(first)
  })

  test('takes the time from MIMIC_JOB_PROCESSING_TIME', async () => {
    await using other = createDesk({ MIMIC_JOB_PROCESSING_TIME: '3600' })
    const started = other.start('simulate', '--port', '0', '--json')
    const { url } = JSON.parse(await started.says(/\n}\n/, 'stdout')) as { url: string }
    const state = (await ask(`${url}/_simulator/state`)) as { scenario: object }
    expect(state.scenario).toMatchObject({ durationMs: 3_600_000 })
  })

  test('plays a scenario by name, by text, or from a file that has several', async () => {
    const file = join(desk.folder, 'scenarios.json')
    const scenarios = { mine: '100ms;outcome=error', other: { outcome: 'completed' } }
    writeFileSync(file, JSON.stringify({ scenario: 'mine', scenarios }))
    const { url } = await simulate('--scenario', file)
    await start(url, 'a')
    expect((await follow(url, '/status/a')).result).toBe('error')
    await start(url, 'b', { 'x-simulate': 'other' })
    expect((await follow(url, '/status/b')).result).toBe('completed')
    const named = await simulate('--scenario', 'fails-early')
    await start(named.url, 'a')
    expect((await follow(named.url, '/status/a')).result).toBe('error')
  })

  test('says what is wrong, and what would be right', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)
    const wrong = [
      [['--port', port], /Cannot listen at 127\.0\.0\.1:\d+ \(EADDRINUSE\)[^]*--port 0/],
      [['--face', 'nobody'], /There is no face "nobody"[^]*status/],
      [['--scenario', 'nonsense'], /"nonsense" is no scenario[^]*fails-late/],
      [['--min-delay', '2', '--max-delay', '1'], /--min-delay is more/],
      [['--error-rate', '2'], /from 0 to 1/],
      [['--speed', '0'], /above 0/],
    ] as const
    for (const [args, message] of wrong) {
      const { code, stderr } = await desk.run('simulate', '--port', '0', ...args)
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
    }
    taken.close()
  })
})
