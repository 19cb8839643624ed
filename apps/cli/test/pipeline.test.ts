import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDesk } from './cli.ts'

const SAMPLE = resolve(import.meta.dirname, '../../../samples/austen-en-25s.mp4')
const SPANISH = ['translate', SAMPLE, '--from', 'en', '--to', 'es']

test('one command makes a Spanish video, its subtitles and a report of an English one', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run(...SPANISH)
  expect(code).toBe(0)
  expect(stdout).toContain('note on es: Translated by Apertium')
  expect(await readdir(join(desk.folder, 'austen-en-25s-translated'))).toEqual(
    expect.arrayContaining(['es.mp4', 'es.srt', 'es.vtt', 'es.report.json', 'en.srt', 'transcript.json']),
  )
})

test.each(['transcribe', 'synthesize'])(
  'Ctrl-C while it is at %s ends its child processes too',
  async (stage) => {
    await using desk = createDesk()
    const command = desk.start(...SPANISH)
    await command.says(new RegExp(`es ${stage}`))
    await sleep(1000)
    const children = childrenOf(command.process.pid)
    const before = performance.now()
    command.process.kill('SIGINT')
    const { code, stderr } = await command.ended
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/Canceled tr_/) })
    expect(performance.now() - before).toBeLessThan(4000)
    expect(children.length).toBeGreaterThan(0)
    await expect.poll(() => children.filter(isAlive), { timeout: 2000 }).toEqual([])
  },
)

test('what is no video ends with an error that names the cause', async () => {
  await using desk = createDesk()
  const { code, stdout } = await desk.run('translate', desk.video, '--from', 'en', '--to', 'es')
  expect(code).toBe(1)
  expect(stdout).toMatch(/why: The source is .*text file/)
})

test('a language that nothing here can do is refused with what would do it', async () => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run('translate', SAMPLE, '--from', 'en', '--to', 'fi')
  expect(code).toBe(2)
  expect(stderr).toMatch(/chat endpoint/)
})

function childrenOf(pid = 0): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
  return children.flatMap((child) => [child, ...childrenOf(child)])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
