import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withConnection } from '../connection/options.ts'
import { applyProfile } from './apply-profile.ts'
import { readConfig } from './config-file.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'))
  path = join(folder, 'config.json')
  vi.stubEnv('VIDEO_TRANSLATION_CONFIG', path)
  for (const name of ['URL', 'API_KEY', 'DATA', 'PROFILE']) vi.stubEnv(`VIDEO_TRANSLATION_${name}`, undefined)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const TWO = {
  profile: 'work',
  profiles: {
    work: { server: 'https://work.example', apiKey: 'work-key' },
    lab: { server: 'https://lab.example' },
    disk: { data: '/disk' },
  },
}

async function write(config: object | string): Promise<void> {
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o600 })
}

/** The options of a command after its profile was applied. */
async function optionsOf(...args: string[]) {
  const command = withConnection(new Command('x')).exitOverride()
  command.action(() => undefined).parse(args, { from: 'user' })
  await applyProfile(command)
  const { server, apiKey, data } = command.opts<Record<string, string>>()
  return { server, apiKey, data }
}

test('without a file, nothing changes', async () => {
  expect(await optionsOf('--data', '/d')).toEqual({ data: '/d' })
})

test('the default profile names the server and its key', async () => {
  await write(TWO)
  expect(await optionsOf()).toEqual({ server: 'https://work.example', apiKey: 'work-key' })
  expect(await optionsOf('--api-key', 'other')).toEqual({ server: 'https://work.example', apiKey: 'other' })
})

test('a key goes to the server of its profile and to no other', async () => {
  await write(TWO)
  expect(await optionsOf('--server', 'https://evil.example')).toEqual({ server: 'https://evil.example' })
  vi.stubEnv('VIDEO_TRANSLATION_URL', 'https://env.example')
  expect(await optionsOf()).toEqual({ server: 'https://env.example' })
  vi.stubEnv('VIDEO_TRANSLATION_API_KEY', 'env-key')
  expect(await optionsOf('--profile', 'lab')).toEqual({ server: 'https://lab.example' })
  expect(await optionsOf('--profile', 'disk')).toEqual({ data: '/disk' })
})

test('the key of the environment goes to the server of the environment, or to one of this machine', async () => {
  await write(TWO)
  vi.stubEnv('VIDEO_TRANSLATION_API_KEY', 'env-key')
  expect(await optionsOf()).toEqual({ server: 'https://work.example', apiKey: 'work-key' })
  await write({ profile: 'lab', profiles: TWO.profiles })
  expect(await optionsOf()).toEqual({ server: 'https://lab.example' })
  expect(await optionsOf('--api-key', 'given')).toEqual({ server: 'https://lab.example', apiKey: 'given' })
  expect(await optionsOf('--data', '/d')).toEqual({ data: '/d', apiKey: 'env-key' })
})

test('a data folder on the command line means this machine, whatever the default profile is', async () => {
  await write(TWO)
  expect(await optionsOf('--data', '/d')).toEqual({ data: '/d' })
})

test('an unknown profile is an error that names near ones', async () => {
  await write(TWO)
  await expect(optionsOf('--profile', 'wrk')).rejects.toMatchObject({
    message: `There is no profile "wrk" in ${path}.`,
    fix: 'Did you mean work?',
  })
})

test.each([
  ['{', 'it is not JSON'],
  ['[]', 'it is not an object'],
  [{ profles: {} }, 'it has the unknown member "profles"'],
  [{ profiles: { a: { sever: 'x' } } }, 'the profile "a" has the unknown member "sever"'],
  [{ profiles: { a: { server: 'file:///x' } } }, 'is not an http(s) address'],
  [{ profiles: { a: { data: 7 } } }, '"data" of the profile "a" is not a text'],
])('%j is refused: %s', async (config, problem) => {
  await write(config)
  await expect(readConfig()).rejects.toThrow(problem)
})

test('keys that others could read are refused', async () => {
  await write(TWO)
  await chmod(path, 0o644)
  await expect(readConfig()).rejects.toMatchObject({ fix: `chmod 600 ${path}` })
})
