import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeExecutable } from '../media/tools.ts'
import { shareWithReaders } from './permissions.ts'

let cache: string
let pack: string

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'))
  pack = join(cache, 'voice-12345678')
  // The modes that a pull with the umask 077 leaves.
  await mkdir(join(pack, 'voices'), { recursive: true, mode: 0o700 })
  await writeFile(join(pack, 'voices', 'a.bin'), 'a', { mode: 0o600 })
})
afterEach(() => rm(cache, { recursive: true, force: true }))

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('every user who may read the folder of the packs may read a pack that another user pulled', async () => {
  await chmod(cache, 0o755)
  await shareWithReaders(pack, cache)
  expect(await modeOf(pack)).toBe('755')
  expect(await modeOf(join(pack, 'voices'))).toBe('755')
  expect(await modeOf(join(pack, 'voices', 'a.bin'))).toBe('644')
})

// No system lets anybody but root give a file to another user.
test.runIf(process.getuid?.() === 0)('a pack that another user owns is left as it is', async () => {
  await chmod(cache, 0o755)
  await shareWithReaders(pack, cache)
  const script = `import { shareWithReaders } from '${new URL('permissions.ts', import.meta.url)}'
    process.setuid(65534)
    await shareWithReaders('${pack}', '${cache}')`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  expect(await modeOf(pack)).toBe('755')
})

test('a private folder of packs stays private', async () => {
  await chmod(cache, 0o700)
  await shareWithReaders(pack, cache)
  expect(await modeOf(pack)).toBe('700')
  expect(await modeOf(join(pack, 'voices', 'a.bin'))).toBe('600')
})

test('a program that its owner alone could run can be run by everybody who may read it', async () => {
  const program = join(cache, 'ffmpeg')
  await writeFile(program, '')
  await chmod(program, 0o744)
  await makeExecutable(program)
  expect(await modeOf(program)).toBe('755')
})
