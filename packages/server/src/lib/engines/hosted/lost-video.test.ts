import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createSimulator } from 'video-translation-simulator'
import { hostedEngine } from '../../../../test/support/hosted-engine.ts'
import { createPipelineTask } from '../../../../test/support/pipeline-task.ts'
import type { TargetTask } from '../engine.ts'

it('a video of HeyGen whose start was lost is found again after the vendor has forgotten the key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lost-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using simulator = createSimulator({ face: 'heygen', scenario: '30ms' })
  let isLost = true
  let begun = 0
  const exchange: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    request.headers.delete('idempotency-key')
    const isStart = request.url.endsWith('/generate')
    if (!isStart) return await simulator.fetch(request)
    // The answer to the first request is lost, and its repetition does not arrive.
    if (begun++ === 0) await simulator.fetch(request)
    if (isLost) throw new TypeError('fetch failed')
    return await simulator.fetch(request)
  }
  const engine = hostedEngine('heygen', 'https://vendor.example', exchange)
  const base = { translationId: 'tr_1', attempt: 1, options: {} }
  const source = { url: 'https://example.com/talk.mp4' }
  const asked = {
    id: 'task-0',
    kind: 'source' as const,
    source,
    to: ['es-ES'],
    review: ['translation' as const],
  }
  const { output } = await createPipelineTask({ ...base, ...asked }, folder).attempt(engine)
  const task: TargetTask = { ...base, id: 'task-1', kind: 'target', language: 'es-ES', prepared: output }
  const row = createPipelineTask(task, folder)
  await expect(row.attempt(engine)).rejects.toMatchObject({ name: 'EngineError', retryable: true })
  isLost = false
  const before = begun
  const { artifacts = [] } = await row.attempt(engine)
  expect(begun).toBe(before)
  expect(artifacts.map(({ name }) => name)).toContain('es-ES.mp4')
  await engine.close?.()
})
