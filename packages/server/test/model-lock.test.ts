import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('support/hold-lock.ts', import.meta.url))

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Starts a process that takes the lock `rounds` times, for `holdMs` each. */
function holder(rounds: number, holdMs: number): ChildProcess {
  const args = [join(folder, 'lock'), join(folder, 'witness'), String(rounds), String(holdMs)]
  return spawn(process.execPath, ['--conditions=video-translation-source', SCRIPT, ...args], {
    stdio: 'inherit',
  })
}

async function witnessed(): Promise<string[]> {
  return (await readFile(join(folder, 'witness'), 'utf8').catch(() => '')).split('\n').filter(Boolean)
}

/** Pairs of events that show two holders at once: a start that is not followed by its own end. */
function overlaps(lines: string[]): string[] {
  return lines.flatMap((line, at) => {
    if (!line.startsWith('+') || lines[at + 1] === `-${line.slice(1)}`) return []
    return [`${line} ${lines[at + 1] ?? 'nothing'}`]
  })
}

it('four processes take the lock of the models one after the other', async () => {
  const holders = Array.from({ length: 4 }, () => holder(10, 2))
  const codes = await Promise.all(holders.map(async (one) => (await once(one, 'exit'))[0] as unknown))
  const lines = await witnessed()
  expect(codes).toEqual([0, 0, 0, 0])
  expect(lines).toHaveLength(80)
  expect(overlaps(lines)).toEqual([])
})

it('after its holder is killed, exactly one waiting process gets the lock', async () => {
  const killed = holder(1, 600_000)
  await expect.poll(witnessed).toEqual([`+${killed.pid}`])
  const waiting = Array.from({ length: 6 }, () => holder(3, 20))
  const ends = waiting.map(async (one) => (await once(one, 'exit'))[0] as unknown)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(await witnessed()).toHaveLength(1)
  killed.kill('SIGKILL')
  expect(await Promise.all(ends)).toEqual(Array(6).fill(0))
  const lines = await witnessed()
  expect(lines).toHaveLength(1 + 36)
  expect(overlaps(lines.slice(1))).toEqual([])
})
