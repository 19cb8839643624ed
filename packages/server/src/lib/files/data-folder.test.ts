import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DataFolderInUse, openDataFolder } from './data-folder.ts'

let parent: string
let path: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'data-'))
  path = join(parent, 'deep', 'data')
})

afterEach(async () => {
  await rm(parent, { recursive: true, force: true })
})

it('a data folder is created for its owner alone', async () => {
  const folder = await openDataFolder(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
  expect((await readdir(path)).toSorted()).toEqual(['files', 'lock', 'scratch', 'uploads'])
  await folder.close()
})

it('a folder with other things in it is refused and left unchanged', async () => {
  await mkdir(join(parent, 'scratch'))
  await writeFile(join(parent, 'scratch', 'mine'), 'x')
  await chmod(parent, 0o755)
  await expect(openDataFolder(parent)).rejects.toThrow(/other things \(scratch\).*dataDir/)
  expect((await stat(parent)).mode & 0o777).toBe(0o755)
  expect(await readdir(join(parent, 'scratch'))).toEqual(['mine'])
})

it('a data folder has one server at a time, and a second one is refused with the owner', async () => {
  const first = await openDataFolder(path)
  await expect(openDataFolder(path)).rejects.toThrow(DataFolderInUse)
  await writeFile(first.serverFile, JSON.stringify({ pid: 4711, url: 'http://127.0.0.1:1' }))
  await expect(openDataFolder(path)).rejects.toThrow(/process 4711, http:\/\/127\.0\.0\.1:1.*dataDir/)
  await first.close()
  await (await openDataFolder(path)).close()
})

it('opening removes the scratch folders of killed tasks and keeps everything else', async () => {
  const first = await openDataFolder(path)
  await writeFile(join(first.scratch, 'left'), 'x')
  await writeFile(join(first.files, 'kept'), 'x')
  await writeFile(join(first.uploads, 'kept'), 'x')
  await writeFile(first.serverFile, '{}')
  await first.close()
  const second = await openDataFolder(path)
  expect(await readdir(second.scratch)).toEqual([])
  expect(await readdir(second.files)).toEqual(['kept'])
  expect(await readdir(second.uploads)).toEqual(['kept'])
  await expect(stat(second.serverFile)).rejects.toThrow('ENOENT')
  await second.close()
})

it('another process keeps the folder locked until it ends', async () => {
  const program = `
    const { openDataFolder } = await import(${JSON.stringify(import.meta.resolve('./data-folder.ts'))})
    await openDataFolder(${JSON.stringify(path)})
    console.log('locked')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  await expect(openDataFolder(path)).rejects.toThrow(DataFolderInUse)
  child.kill('SIGKILL')
  await exit
  await (await openDataFolder(path)).close()
})
