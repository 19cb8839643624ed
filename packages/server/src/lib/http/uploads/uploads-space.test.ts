import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Upload } from '@tus/server'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDiskSpace } from '../../files/disk-space.ts'
import { StorageFull } from '../../files/storage-full.ts'
import { newUploadId } from './records.ts'
import { openUploads, type Uploads } from './uploads.ts'

const MIB = 2 ** 20
const LIMITS = {
  uploadBytes: 2 ** 40,
  openUploadsPerKey: 1e4,
  openUploadBytesPerKey: 2 ** 50,
  unusedUploadMs: 60_000,
}

const TASK = { scratch: { path: '' }, signal: new AbortController().signal }

let folder: string
let free: number
let used: Set<string>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploads-'))
  free = 100 * MIB
  used = new Set()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open(): Promise<Uploads> {
  const space = createDiskSpace(folder, { reserveBytes: 10 * MIB, freeBytes: async () => free })
  return openUploads(folder, { limits: LIMITS, space, inUse: async () => used })
}

async function begin(uploads: Uploads, size?: number): Promise<string> {
  const id = newUploadId()
  const upload = new Upload({ id, offset: 0, ...(size !== undefined && { size }) })
  await uploads.admit(upload, 'ann')
  await uploads.datastore.create(upload)
  return id
}

/** As a client would send it: piece by piece, each taking away from what is free. */
function pieces(count: number): Readable {
  return Readable.from(
    (function* () {
      for (let piece = 0; piece < count; piece++) {
        free -= MIB
        yield Buffer.alloc(MIB)
      }
    })(),
  )
}

it.each(['', '{}', 'null', '[]', '{"owner":"ann","upload":5}', '{"owner":"ann","upload":{"size":"x"}}'])(
  'a restart keeps the bytes that a translation uses although their record says %j',
  async (record) => {
    const uploads = await open()
    const [waiting, unused] = [await begin(uploads, 3), await begin(uploads, 3)]
    await uploads.append(waiting, 0, Readable.from([Buffer.from('abc')]))
    for (const id of [waiting, unused]) await writeFile(join(folder, `${id}.json`), record)
    used.add(waiting)
    const reopened = await open()
    expect(await readFile(await reopened.localPath(waiting, TASK), 'utf8')).toBe('abc')
    expect(await reopened.find(waiting, 'ann')).toBeUndefined()
    expect((await readdir(folder)).toSorted()).toEqual([waiting, `${waiting}.json`])
  },
)

it('the folder is there once the uploads are open, and nothing makes it later', async () => {
  for (let time = 0; time < 20; time++) {
    await open()
    await rm(folder, { recursive: true })
  }
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

it('a length for which there is no space does not count against the quota', async () => {
  const limits = { ...LIMITS, uploadBytes: 200 * MIB, openUploadBytesPerKey: 200 * MIB }
  const space = createDiskSpace(folder, { reserveBytes: 10 * MIB, freeBytes: async () => free })
  const uploads = await openUploads(folder, { limits, space })
  const deferred = await begin(uploads)
  await expect(uploads.declare(deferred, 150 * MIB)).rejects.toThrow(StorageFull)
  await begin(uploads, 80 * MIB)
})

it('declared bytes are reserved: thousands of declarations do not exceed the disk', async () => {
  const uploads = await open()
  const asked = Array.from({ length: 3_000 }, () => begin(uploads, 30 * MIB))
  const results = await Promise.allSettled(asked)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  )
  expect(refusals.every((reason) => reason instanceof StorageFull)).toBe(true)
})

it('an upload of unknown length stops before the reserve and the reservations of others', async () => {
  const uploads = await open()
  await begin(uploads, 50 * MIB)
  const deferred = await begin(uploads)
  await expect(uploads.append(deferred, 0, pieces(200))).rejects.toThrow(StorageFull)
  expect(free).toBeGreaterThanOrEqual(60 * MIB)
  expect(free).toBeLessThan(70 * MIB)
})

it('a declared upload gets its bytes although others want the remaining space', async () => {
  const uploads = await open()
  const declared = await begin(uploads, 50 * MIB)
  const deferred = await begin(uploads)
  await expect(uploads.append(deferred, 0, pieces(200))).rejects.toThrow(StorageFull)
  expect(await uploads.append(declared, 0, pieces(50))).toBe(50 * MIB)
})

it('the later declared length of an upload must be available too', async () => {
  const uploads = await open()
  const deferred = await begin(uploads)
  await expect(uploads.declare(deferred, 91 * MIB)).rejects.toThrow(StorageFull)
  await uploads.declare(deferred, 90 * MIB)
})

it('reservations survive a restart, and end with the upload', async () => {
  const first = await begin(await open(), 60 * MIB)
  const uploads = await open()
  await expect(begin(uploads, 60 * MIB)).rejects.toThrow(StorageFull)
  await uploads.remove(first)
  await begin(uploads, 60 * MIB)
})

it('the next start removes incomplete files of a killed server', async () => {
  const kept = await begin(await open(), 1)
  for (const name of [newUploadId(), `${newUploadId()}.json`, `${kept}.json.0a1b2c3d`]) {
    await writeFile(join(folder, name), 'half')
  }
  await open()
  expect((await readdir(folder)).toSorted()).toEqual([kept, `${kept}.json`])
})

it('an unused upload expires after the configured time, whatever becomes of the others', async () => {
  const uploads = await open()
  const ids = [await begin(uploads, 1), await begin(uploads, 1), await begin(uploads, 1)]
  const [old, inUse, broken] = ids
  const fresh = await begin(uploads, 1)
  const before = new Date(Date.now() - 120_000)
  for (const id of ids) await utimes(join(folder, id), before, before)
  const failed: string[] = []
  const retire = async (id: string) => {
    if (id === broken) throw new Error('The database says no.')
    return id === old
  }
  expect(await uploads.sweep(retire, (id) => void failed.push(id))).toBe(1)
  const left = (await readdir(folder)).filter((name) => !name.endsWith('.json'))
  expect([left.toSorted(), failed]).toEqual([[inUse, broken, fresh].toSorted(), [broken]])
})

it.each(['{}', 'null', '5', '{"owner":"ann"}', '{"upload":{}}', '{"owner":"ann","upload":null}'])(
  'starts though the record of one upload is %s, and has the others',
  async (record) => {
    const first = await open()
    const [damaged, whole] = [await begin(first, MIB), await begin(first, MIB)]
    await writeFile(join(folder, `${damaged}.json`), record)
    const second = await open()
    expect(await second.find(damaged, 'ann')).toBeUndefined()
    expect(await second.find(whole, 'ann')).toMatchObject({ size: MIB })
  },
)
