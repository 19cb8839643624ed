import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
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

test.each([
  ['a file', 'talk.mp4', /talk.mp4 is a file/],
  ['below a file', 'talk.mp4/data', /talk.mp4 is a file/],
  ['below a link to nowhere', 'link/data', /link is a link to nowhere/],
  ['in /proc', '/proc/none/data', /the system makes no folder there|may not write there/],
])('a data folder that is %s is refused at once, with its cure', async (_, data, said) => {
  await using desk = createDesk()
  await symlink('nowhere', join(desk.folder, 'link'))
  const { code, stderr } = await desk.run('list', '--data', data)
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`${said.source}[^]*--data`)),
  })
})
