import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cueId, type SheetCue } from 'video-translation-client/editing'
import { createSimulator, type Simulator } from 'video-translation-simulator'
import { createPipelineTask } from '../../../../test/support/pipeline-task.ts'
import { hostedEngine } from '../../../../test/support/hosted-engine.ts'
import type { Engine, TargetTask, TaskResult } from '../engine.ts'

const VENDOR = 'https://vendor.example'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The requests that arrived, and how to kill the server at one of them. */
interface Kill {
  /** Counts the requests that change something, from 1. 0: at none. */
  at: number
  /** Whether the request arrives before the server is gone. */
  arrives: boolean
  writes: string[]
  server: AbortController
}

function engineAt({ fetch: answer }: Simulator, kill: Kill): Engine {
  const exchange: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    if (request.method === 'GET') return await answer(request)
    const isLast = kill.at > 0 && kill.writes.length + 1 === kill.at
    if (!isLast || kill.arrives) {
      kill.writes.push(`${request.method} ${new URL(request.url).pathname}`)
      const response = await answer(new Request(request, { signal: null }))
      if (!isLast) return response
    }
    kill.at = 0
    kill.server.abort(new Error('the server was killed'))
    throw new TypeError('fetch failed')
  }
  return hostedEngine('elevenlabs-projects', VENDOR, exchange)
}

/** A project that is dubbed into Spanish, with its cues as the server has them then. */
async function dubbed(engine: Engine): Promise<{ task: TargetTask; cues: SheetCue[] }> {
  const base = { translationId: 'tr_1', attempt: 1, from: 'en', options: {} }
  const source = { url: 'https://example.com/talk.mp4' }
  const sourceTask = { ...base, id: 'task-0', kind: 'source' as const, source, to: ['es'] }
  const { output, cues: recognised = [] } = await createPipelineTask(sourceTask, folder).attempt(engine)
  const given = recognised.map((cue, at): SheetCue => ({ id: cueId(at + 1), ...cue, targets: {} }))
  const task: TargetTask = { ...base, id: 'task-1', kind: 'target', language: 'es', prepared: output }
  const { translated = [] } = await createPipelineTask({ ...task, cues: given }, folder).attempt(engine)
  const texts = new Map(translated.map(({ id, text }) => [id, text]))
  const cues = given.map((cue) => {
    const es = { text: texts.get(cue.id) ?? null, author: 'machine' as const, of: cue.text }
    return { ...cue, targets: { es } }
  })
  return { task, cues }
}

/** A source text, a translation, one to make again, and a new and a deleted line. */
function corrected([first, second, , fourth, ...others]: SheetCue[]): SheetCue[] {
  return [
    { ...first!, text: 'Welcome.' },
    { ...second!, targets: { es: { text: 'Hay varias.', author: 'person' } } },
    { ...fourth!, targets: { es: { text: null } } },
    ...others,
    { id: 'c7', start: 22, end: 24, text: 'Thanks.', targets: {} },
  ]
}

async function applyKilledAt(at: number, arrives: boolean) {
  await using simulator = createSimulator({ face: 'elevenlabs', scenario: '30ms' })
  const kill: Kill = { at: 0, arrives, writes: [], server: new AbortController() }
  const engine = engineAt(simulator, kill)
  const { task, cues } = await dubbed(engine)
  kill.writes.splice(0)
  kill.at = at
  const row = createPipelineTask({ ...task, revision: 2, cues: corrected(cues) }, folder)
  const first = await row.attempt(engine, kill.server.signal).catch((error: unknown) => error as Error)
  const isKilled = first instanceof Error
  if (isKilled) expect(first.message).toContain('killed')
  const result = isKilled ? await row.attempt(engine) : first
  const { projectId } = task.prepared as { projectId: string }
  const path = `${VENDOR}/v1/dubbing/project/${projectId}/transcript`
  const answer = await simulator.fetch(path, { headers: { 'xi-api-key': 'key' } })
  const { segments } = (await answer.json()) as { segments: { text: string }[] }
  await engine.close?.()
  return { isKilled, result, writes: kill.writes, texts: segments.map(({ text }) => text) }
}

const count = (writes: string[], ending: string) => writes.filter((route) => route.endsWith(ending)).length

function spokenOf({ spoken = [] }: TaskResult): Record<string, string> {
  return Object.fromEntries(spoken.map(({ id, text }) => [id, text]))
}

it.each([
  ['before a request arrives', false],
  ['before the response of a request arrives', true],
])('a server that is killed %s makes each correction once, and pays once', async (_title, arrives) => {
  for (let at = 1; ; at++) {
    const { isKilled, result, writes, texts } = await applyKilledAt(at, arrives)
    expect(count(writes, '/regenerate')).toBe(1)
    expect(count(writes, '/language')).toBe(0)
    expect(texts.filter((text) => text === 'Thanks.')).toHaveLength(1)
    expect(texts).toHaveLength(6)
    expect(spokenOf(result)).toMatchObject({
      c1: '[es] Welcome.',
      c2: 'Hay varias.',
      c4: expect.stringMatching(/^\[es\] Some lines/),
      c7: '[es] Thanks.',
    })
    expect(result.artifacts).toHaveLength(2)
    if (isKilled) continue
    expect(at).toBeGreaterThan(5)
    break
  }
})
