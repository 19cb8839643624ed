import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileKey } from './file-key.ts'
import type { FileStore } from './file-store.ts'

/** The tests that every file store must pass. */
export function describeFileStore(name: string, open: () => Promise<FileStore>): void {
  describe(name, () => {
    const bench: Bench = { files: undefined as unknown as FileStore, scratch: '' }
    beforeEach(async () => {
      bench.files = await open()
      bench.scratch = await mkdtemp(join(tmpdir(), 'scratch-'))
    })
    afterEach(() => rm(bench.scratch, { recursive: true, force: true }))
    describeContent(bench)
    describeRemoving(bench)
    describeHostileKeys(bench)
  })
}

interface Bench {
  files: FileStore
  scratch: string
}

async function put({ files, scratch }: Bench, key: FileKey, content: string | Uint8Array): Promise<void> {
  const path = join(scratch, 'file')
  await writeFile(path, content)
  await files.put(key, path)
}

async function contentOf(
  { files }: Bench,
  key: FileKey,
  range?: { start: number; end: number },
): Promise<string> {
  return (await buffer(await files.read(key, range))).toString()
}

function describeContent(bench: Bench): void {
  it('returns a stored file with its size', async () => {
    await put(bench, 'a/b/c.txt', 'hällo')
    expect(await contentOf(bench, 'a/b/c.txt')).toBe('hällo')
    expect(await bench.files.size('a/b/c.txt')).toBe(6)
    const path = await bench.files.localPath('a/b/c.txt', bench.scratch)
    expect(await readFile(path, 'utf8')).toBe('hällo')
  })

  it('reads a range, both ends included, and stops at the end of the file', async () => {
    await put(bench, 'r.txt', '0123456789')
    expect(await contentOf(bench, 'r.txt', { start: 2, end: 4 })).toBe('234')
    expect(await contentOf(bench, 'r.txt', { start: 9, end: 9 })).toBe('9')
    expect(await contentOf(bench, 'r.txt', { start: 8, end: 100 })).toBe('89')
    expect(await contentOf(bench, 'r.txt', { start: 10, end: 12 })).toBe('')
  })

  it('keeps an empty file', async () => {
    await put(bench, 'empty', '')
    expect(await bench.files.size('empty')).toBe(0)
    expect(await contentOf(bench, 'empty')).toBe('')
    expect(await contentOf(bench, 'empty', { start: 0, end: 9 })).toBe('')
  })

  it('replaces a file as a whole: a reader sees the old one or the new one', async () => {
    const old = 'o'.repeat(300_000)
    await put(bench, 'big', old)
    const reading = await bench.files.read('big')
    await put(bench, 'big', 'new')
    expect((await buffer(reading)).toString()).toBe(old)
    expect(await contentOf(bench, 'big')).toBe('new')
  })

  it('has no size for a missing file, and rejects reading it', async () => {
    await put(bench, 'a/file', 'x')
    for (const key of ['nothing', 'a', 'a/nothing', 'a/file/below']) {
      expect(await bench.files.size(key)).toBeUndefined()
    }
    await expect(bench.files.read('nothing')).rejects.toThrow('ENOENT')
    await expect(bench.files.localPath('nothing', bench.scratch)).rejects.toThrow('ENOENT')
  })

  it('rejects storing a missing file, and stores nothing', async () => {
    await expect(bench.files.put('k', join(bench.scratch, 'none'))).rejects.toThrow('ENOENT')
    expect(await bench.files.size('k')).toBeUndefined()
  })
}

function describeRemoving(bench: Bench): void {
  it('removes every key with the prefix and no other', async () => {
    for (const key of ['t/1/a', 't/1/b/c', 't/10/a', 't/2/a', 'u']) await put(bench, key, key)
    await bench.files.removeAll('t/1/')
    const left = async () => {
      const sizes = ['t/1/a', 't/1/b/c', 't/10/a', 't/2/a', 'u'].map(async (key) => {
        return (await bench.files.size(key)) === undefined ? [] : [key]
      })
      return (await Promise.all(sizes)).flat()
    }
    expect(await left()).toEqual(['t/10/a', 't/2/a', 'u'])
    await bench.files.removeAll('t/1')
    expect(await left()).toEqual(['t/2/a', 'u'])
    await bench.files.removeAll('t/nothing/')
    await bench.files.removeAll('nothing/at/all')
    expect(await left()).toEqual(['t/2/a', 'u'])
  })

  it('stores files again after all were removed', async () => {
    await put(bench, 't/1/a', 'old')
    await bench.files.removeAll('t/1/')
    await put(bench, 't/1/a', 'new')
    expect(await contentOf(bench, 't/1/a')).toBe('new')
  })
}

const HOSTILE = [
  '',
  '/',
  '/etc/passwd',
  '..',
  '../x',
  'a/../../x',
  'a/./x',
  'a//x',
  'a/',
  '.hidden',
  'a/.hidden',
  'a\\..\\x',
  'C:/x',
  'a\u0000b',
  'a\nb',
  '\uD800',
  'x'.repeat(201),
  'a/'.repeat(600) + 'a',
  'é/'.repeat(300) + 'é',
]

function describeHostileKeys(bench: Bench): void {
  it.each(HOSTILE.map((key) => [JSON.stringify(key).slice(0, 30), key]))(
    'refuses the key %s',
    async (_, key) => {
      const path = join(bench.scratch, 'file')
      await writeFile(path, 'x')
      await expect(bench.files.put(key, path)).rejects.toThrow('Not a valid file key')
      await expect(bench.files.read(key)).rejects.toThrow('Not a valid file key')
      await expect(bench.files.size(key)).rejects.toThrow('Not a valid file key')
      await expect(bench.files.localPath(key, bench.scratch)).rejects.toThrow('Not a valid file key')
      expect((await stat(path)).size).toBe(1)
    },
  )

  it('refuses to remove everything, or anything outside', async () => {
    for (const prefix of ['', '/', '..', '../', 'a/../..', './']) {
      await expect(bench.files.removeAll(prefix)).rejects.toThrow('Not a valid file key')
    }
  })
}
