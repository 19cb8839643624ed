import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDirectoryStore } from './directory-store.ts'
import { describeFileStore } from './file-store.conformance.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describeFileStore('the directory store', async () => createDirectoryStore(join(folder, 'root')))

describe('the directory store, on disk', () => {
  it('moves the file instead of copying it', async () => {
    const path = join(folder, 'video')
    await writeFile(path, 'x')
    const { ino } = await stat(path)
    const files = createDirectoryStore(join(folder, 'root'))
    await files.put('a/video.mp4', path)
    expect((await stat(await files.localPath('a/video.mp4', folder))).ino).toBe(ino)
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('stores no link and no folder, which could lead out of the store', async () => {
    await symlink('/etc/hostname', join(folder, 'link'))
    await mkdir(join(folder, 'folder'))
    const files = createDirectoryStore(join(folder, 'root'))
    for (const name of ['link', 'folder']) {
      await expect(files.put('a', join(folder, name))).rejects.toThrow('not a regular file')
    }
  })

  it('stores files from another device, and leaves no temporary file', async () => {
    const other = await folderOnAnotherDevice(folder)
    const path = join(other, 'video')
    await writeFile(path, 'from afar')
    const files = createDirectoryStore(join(folder, 'root'))
    await files.put('a/video.mp4', path)
    expect(await files.size('a/video.mp4')).toBe(9)
    expect(await readdir(join(folder, 'root', 'a'))).toEqual(['video.mp4'])
    expect(await readdir(other)).toEqual([])
    await rm(other, { recursive: true })
  })
})

/** A folder on a second device if the machine has one, else just another folder. */
async function folderOnAnotherDevice(here: string): Promise<string> {
  const { dev } = await stat(here)
  for (const root of ['/dev/shm', '/run', process.cwd()]) {
    const info = await stat(root).catch(() => undefined)
    const made = info && info.dev !== dev && (await mkdtemp(join(root, 'files-')).catch(() => undefined))
    if (made) return made
  }
  return await mkdtemp(join(tmpdir(), 'files-'))
}
