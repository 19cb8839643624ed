// The answer to the start of a video at HeyGen is lost, and nobody may pay for a second one.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { hostedEngine } from '../../../../test/support/hosted-engine.ts'
import { createPipelineTask } from '../../../../test/support/pipeline-task.ts'
import type { TargetTask } from '../engine.ts'

const DAY_MS = 86_400_000

/** Whether answers to a start are lost, and what the vendor says to a list. */
let isLost: boolean
let canList: boolean
let remembersKeys: boolean
/** The keys of the requests for a video, and how many lists were asked for. */
let keys: (string | null)[]
let lists: number
/** How far the clock is ahead of the real one. */
let laterMs: number
/** What becomes of the video, in the simulator's words. */
let fate: string | undefined

beforeEach(() => {
  laterMs = 0
  const { now } = Date
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + laterMs)
  onTestFinished(() => clock.mockRestore())
  isLost = canList = remembersKeys = true
  keys = []
  lists = 0
  fate = undefined
})

/** A target whose first request for a video arrives at the vendor, and its answer nowhere. */
async function lostStart() {
  const folder = await mkdtemp(join(tmpdir(), 'lost-'))
  const simulator = createSimulator({ face: 'heygen', scenario: '30ms' })
  const engine = hostedEngine('heygen', 'https://vendor.example', exchangeWith(simulator))
  onTestFinished(async () => {
    await engine.close?.()
    await simulator.close()
    await rm(folder, { recursive: true, force: true })
  })
  const base = { translationId: 'tr_1', attempt: 1, options: {} }
  const source = { url: 'https://example.com/talk.mp4' }
  const asked = { id: 'task-0', kind: 'source' as const, source, to: ['es-ES'] }
  const reviewed = { ...base, ...asked, review: ['translation' as const] }
  const { output } = await createPipelineTask(reviewed, folder).attempt(engine)
  const task: TargetTask = { ...base, id: 'task-1', kind: 'target', language: 'es-ES', prepared: output }
  const row = createPipelineTask(task, folder)
  const attempt = async () => (await row.attempt(engine)).artifacts?.map(({ name }) => name)
  await expect(attempt()).rejects.toMatchObject({ name: 'EngineError', retryable: true })
  isLost = false
  return { task, attempt, first: keys.length }
}

function exchangeWith(simulator: Simulator): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    if (pathname === '/v3/video-translations' && request.method === 'GET') {
      lists++
      if (!canList) return new Response('{}', { status: 403 })
    }
    if (!pathname.endsWith('/generate')) return await simulator.fetch(request)
    keys.push(request.headers.get('idempotency-key'))
    if (!remembersKeys) request.headers.delete('idempotency-key')
    if (fate) request.headers.set('x-simulate', fate)
    // The answer to the first request is lost, and its repetition does not arrive.
    if (!isLost || keys.length === 1) {
      const response = await simulator.fetch(request)
      if (!isLost) return response
    }
    throw new TypeError('fetch failed')
  }
}

it('a video is found in the list after the vendor has forgotten the key', async () => {
  const { attempt, first } = await lostStart()
  remembersKeys = false
  laterMs = DAY_MS
  expect(await attempt()).toContain('es-ES.mp4')
  expect(keys).toHaveLength(first)
})

it('on the same day the key finds it, also where the vendor gives no list', async () => {
  canList = false
  const { attempt } = await lostStart()
  expect(await attempt()).toContain('es-ES.mp4')
  expect(new Set(keys)).toEqual(new Set(['task-1-r1']))
  expect(lists).toBe(0)
})

it.each([
  ['on the same day', 3_600_000],
  ['a day later', DAY_MS],
])('a video that has failed is made anew by a retry %s', async (_, afterMs) => {
  fate = 'fails-early; 30ms'
  const { task, attempt } = await lostStart()
  fate = undefined
  laterMs = afterMs
  task.revision = 2
  expect(await attempt()).toContain('es-ES.mp4')
  expect(keys.at(-1)).toBe('task-1-r2')
})
