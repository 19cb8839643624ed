import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from './cli.ts'

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
