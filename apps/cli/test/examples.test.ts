import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createDesk } from './cli.ts'

const docs = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

/** Lines that a person would paste. */
function examplesIn(text: string): string[][] {
  const lines = text.split('\n').filter((line) => /^\s*video-translation [a-z]/.test(line))
  return lines.map((line) => line.trim().split(/\s+/).slice(1))
}

test('every example of the help and of docs/cli.md works', async () => {
  await using desk = createDesk()
  const simulated = desk.start('simulate', '--port', '0', '--processing-time', '0.2')
  const url = (await simulated.says(/http:\S+\n/, 'stdout')).trim()
  const server = ['--server', url]
  const created = await desk.run('create', desk.video, '--to', 'es', ...server)
  const examples = [...examplesIn((await desk.run('--help')).stdout), ...examplesIn(docs)]
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const args = example.map((word) =>
      word === 'tr_0199...' ? created.stdout.trim() : word === '8484' ? '0' : word,
    )
    if (args[0] === 'serve' || args[0] === 'simulate') {
      const started = desk.start(...args, ...(args.includes('--port') ? [] : ['--port', '0']))
      await started.says(/http:\S+\n/, 'stdout')
      started.process.kill('SIGINT')
      expect(await started.ended, example.join(' ')).toMatchObject({ code: 0 })
    } else expect(await desk.run(...args, ...server), example.join(' ')).toMatchObject({ code: 0 })
  }
})

test('a language may be written by its name, and a folder with a tilde', async () => {
  await using desk = createDesk()
  const home = createDesk({ HOME: desk.folder })
  const args = [
    '--engine',
    'simulated',
    '--option',
    'durationMs=100',
    '--to',
    'español,Brazilian Portuguese,pt_BR',
  ]
  const { code, stdout } = await home.run('translate', '~/talk.mp4', '--out', '~/out', ...args)
  await home[Symbol.asyncDispose]()
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/es completed, pt-BR completed \(/),
  })
  const typo = await desk.run('translate', 'talk.mp4', '--to', 'spannish')
  expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean es (Spanish)?') })
})

test('a data folder that is a file is refused with its cure', async () => {
  await using desk = createDesk()
  const { code, stderr } = await desk.run('list', '--data', 'talk.mp4')
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/talk.mp4: it is a file[^]*--data/),
  })
})
