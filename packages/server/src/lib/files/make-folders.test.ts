import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolders } from './make-folders.ts'

let parent: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'folders-'))
})

afterEach(() => rm(parent, { recursive: true, force: true }))

it('creates every missing folder of a path with the mode, and leaves existing ones unchanged', async () => {
  await mkdir(join(parent, 'old'), { mode: 0o755 })
  await makeFolders(join(parent, 'old', 'a', 'b'), 0o700)
  await makeFolders(join(parent, 'old', 'a', 'b'), 0o700)
  const modes = await Promise.all(
    ['old', 'old/a', 'old/a/b'].map(async (path) => (await stat(join(parent, path))).mode & 0o777),
  )
  expect(modes).toEqual([0o755, 0o700, 0o700])
})

it('allows two callers to create the same folder at once', async () => {
  const path = join(parent, 'a', 'b', 'c')
  await Promise.all([makeFolders(path), makeFolders(path)])
  expect((await stat(path)).isDirectory()).toBe(true)
})

it('rejects if the system refuses the folder', async () => {
  await expect(makeFolders('/proc/none/deep')).rejects.toMatchObject({ path: '/proc/none' })
})

it('rejects with the file or the broken link that is in the way', async () => {
  await writeFile(join(parent, 'file'), '')
  await symlink(join(parent, 'nowhere'), join(parent, 'link'))
  await expect(makeFolders(join(parent, 'file', 'x'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolders(join(parent, 'link', 'x'))).rejects.toMatchObject({
    code: 'EEXIST',
    path: join(parent, 'link'),
  })
})
