import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from './cli.ts'

const docs = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

/** The command lines in a text. */
function examplesIn(text: string): string[][] {
  const lines = text.split('\n').filter((line) => /^\s*video-translation [a-z]/.test(line))
  return lines.map((line) => line.trim().split(/\s+/).slice(1))
}

test('every example of the help and of docs/cli.md works', async () => {
  await using sandbox = createSandbox()
  const simulated = sandbox.start('simulate', '--port', '0', '--processing-time', '0.2')
  const url = (await simulated.prints(/http:\S+\n/, 'stdout')).trim()
  const server = ['--server', url]
  const created = await sandbox.run('create', sandbox.video, '--to', 'es', ...server)
  const examples = [...examplesIn((await sandbox.run('--help')).stdout), ...examplesIn(docs)]
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const args = example.map((word) =>
      word === 'tr_0199...' ? created.stdout.trim() : word === '8484' ? '0' : word,
    )
    if (args[0] === 'serve' || args[0] === 'simulate') {
      const started = sandbox.start(...args, ...(args.includes('--port') ? [] : ['--port', '0']))
      await started.prints(/http:\S+\n/, 'stdout')
      started.process.kill('SIGINT')
      expect(await started.ended, example.join(' ')).toMatchObject({ code: 0 })
    } else expect(await sandbox.run(...args, ...server), example.join(' ')).toMatchObject({ code: 0 })
  }
})

test('a language may be written by its name, and a path with a tilde', async () => {
  await using sandbox = createSandbox()
  const home = createSandbox({ HOME: sandbox.folder })
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
  const typo = await sandbox.run('translate', 'talk.mp4', '--to', 'spannish')
  expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean es (Spanish)?') })
})

test.each([
  ['a file', 'talk.mp4', /talk.mp4 is a file/],
  ['below a file', 'talk.mp4/data', /talk.mp4 is a file/],
  ['below a broken link', 'link/data', /link is a broken link/],
  ['in /proc', '/proc/none/data', /the system does not allow a folder there|may not write there/],
])('a data folder that is %s is refused at once, with a fix', async (_, data, said) => {
  await using sandbox = createSandbox()
  await symlink('nowhere', join(sandbox.folder, 'link'))
  const { code, stderr } = await sandbox.run('list', '--data', data)
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(new RegExp(`${said.source}[^]*--data`)),
  })
})
