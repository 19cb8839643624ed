import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { descendantsOf, isAlive, type Process } from '../../../packages/server/test/support/processes.ts'
import { createSandbox } from './cli.ts'
import { SAMPLE, shortSample } from './samples.ts'

const SPANISH = ['--from', 'en', '--to', 'es']

test('one command makes a Spanish video, its subtitles and a report of an English one', async () => {
  await using sandbox = createSandbox()
  const talk = await shortSample(sandbox.folder)
  // The voice that takes least work, since nobody listens.
  const robot = ['--option', 'synthesizer=espeak']
  const { code, stdout } = await sandbox.run('translate', talk, ...SPANISH, ...robot)
  expect(code).toBe(0)
  expect(stdout).toContain('note on es: Translated by Apertium')
  expect(await readdir(join(sandbox.folder, 'short-translated'))).toEqual(
    expect.arrayContaining(['es.mp4', 'es.srt', 'es.vtt', 'es.report.json', 'en.srt', 'transcript.json']),
  )
})

test.each(['transcribe', 'synthesize'])(
  'Ctrl-C during the stage %s also ends the child processes',
  async (stage) => {
    await using sandbox = createSandbox()
    const talk = stage === 'synthesize' ? await shortSample(sandbox.folder) : SAMPLE
    const command = sandbox.start('translate', talk, ...SPANISH)
    await command.prints(new RegExp(`es ${stage}`))
    let children: Process[] = []
    await expect.poll(() => (children = descendantsOf(command.process.pid ?? 0))).not.toEqual([])
    command.process.kill('SIGINT')
    const { code, stderr } = await command.ended
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/Canceled tr_/) })
    await expect.poll(() => children.filter(({ pid }) => isAlive(pid))).toEqual([])
  },
)

test('a file that is not a video fails with an error that names the cause', async () => {
  await using sandbox = createSandbox()
  const { code, stdout } = await sandbox.run('translate', sandbox.video, ...SPANISH)
  expect(code).toBe(1)
  expect(stdout).toMatch(/error: The source is .*text file/)
})

test('a language that no translator here knows is refused with a fix', async () => {
  await using sandbox = createSandbox()
  const { code, stderr } = await sandbox.run('translate', SAMPLE, '--from', 'en', '--to', 'fi')
  expect(code).toBe(2)
  expect(stderr).toMatch(/chat endpoint/)
})
