import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { descendantsOf, stateOf } from '../../../../../test/support/processes.ts'
import { createInferenceHost, type InferenceHost } from './host.ts'
import { createModelMemory } from './model-memory/model-memory.ts'

/** Answers each request with its own process id, and takes one byte. */
const CHILD = `
  process.on('message', ({ id }) => process.send({ id, type: 'answer', answer: process.pid, bytes: 1 }))
  process.on('disconnect', () => process.exit())`

let folder: string
let host: InferenceHost<{ operation: 'any' }, { any: number }>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'))
  const child = join(folder, 'child.mjs')
  await writeFile(child, CHILD)
  host = createInferenceHost(pathToFileURL(child), {
    memory: createModelMemory({ budgetBytes: 2 }),
    groupMs: 0,
  })
})
afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

const { signal } = new AbortController()
const options = (group: string) => ({ group, expectedBytes: 1, signal, silenceMs: 60_000 })

/** The process that has the model. */
async function pidOf(group: string): Promise<number> {
  return (await host.run({ operation: 'any' }, options(group))).answer
}

test('models stay in memory side by side until the room is needed', async () => {
  const [ears, voice] = [await pidOf('ears'), await pidOf('voice')]
  expect(voice).not.toBe(ears)
  expect(await pidOf('ears')).toBe(ears)
  await pidOf('text')
  expect(await pidOf('ears')).toBe(ears)
  expect(await pidOf('voice')).not.toBe(voice)
})

test('a model that is needed soon is loaded if there is room, and nothing leaves for it', async () => {
  const warmUp = async (group: string) => await host.warmUp({ operation: 'any' }, options(group))
  expect(await warmUp('ears')).toBe(true)
  const ears = await pidOf('ears')
  expect(await warmUp('voice')).toBe(true)
  expect([await warmUp('text'), await warmUp('ears')]).toEqual([false, true])
  expect(await pidOf('ears')).toBe(ears)
})

test('a model that is to be loaded waits for its turn, and there is no room for it by then', async () => {
  const [voice, text, ears] = [
    pidOf('voice'),
    pidOf('text'),
    host.warmUp({ operation: 'any' }, options('ears')),
  ]
  const pids = [await voice, await text]
  expect(await ears).toBe(false)
  expect([await pidOf('voice'), await pidOf('text')]).toEqual(pids)
})

test('a process that starts during a pause stands still until its end, too', async () => {
  const goOn = host.pause()
  const voice = pidOf('voice')
  const started = () => descendantsOf(process.pid).find(({ command }) => command.includes(folder))
  await expect.poll(() => stateOf(started()?.pid ?? 0)).toBe('T')
  goOn()
  expect(await voice).toBe(started()?.pid)
})

test('a process that cannot be started takes no room', async () => {
  const memory = createModelMemory({ budgetBytes: 1 })
  const broken = createInferenceHost(new URL('https://host.invalid/child.mjs'), { memory })
  for (const group of ['ears', 'voice'])
    await expect(broken.run({ operation: 'any' }, options(group))).rejects.toThrow('scheme file')
  expect(memory.hasRoom({ name: 'text', expectedBytes: 1 })).toBe(true)
})
