import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { stateOf } from '../../../../../test/support/processes.ts'
import type { InferenceRequest } from './messages.ts'
import { startInferenceProcess } from './process.ts'

/** Answers each request with its own process id. */
const CHILD = `process.on('message', ({ id }) => process.send({ id, type: 'answer', answer: process.pid }))`

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'process-'))
  const file = join(folder, 'child.mjs')
  await writeFile(file, CHILD)
  const process = startInferenceProcess(pathToFileURL(file))
  onTestFinished(async () => {
    process.kill()
    await process.exited
    await rm(folder, { recursive: true })
  })
  const { signal } = new AbortController()
  const ask = () => process.ask({ operation: 'any' } as InferenceRequest, { signal, silenceMs: 60_000 })
  return { process, ask }
}

test('a paused process does nothing until it goes on', async () => {
  const { process: inference, ask } = await start()
  const pid = Number(await ask())
  inference.pause()
  await expect.poll(() => stateOf(pid)).toBe('T')
  const answer = ask()
  inference.resume()
  expect(await answer).toBe(pid)
  expect(inference.alive).toBe(true)
})

test('a process that has ended can be paused and resumed, and nothing happens', async () => {
  const { process: inference } = await start()
  inference.kill()
  await inference.exited
  inference.pause()
  inference.resume()
  expect(inference.alive).toBe(false)
})
