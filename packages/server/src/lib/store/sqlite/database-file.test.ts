import Database from 'better-sqlite3'
import { mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toDatabaseError } from './database-file.ts'
import { openReserve } from './reserve.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'database-'))
  path = join(folder, 'translations.db')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const DAMAGED = { code: 'database_damaged', message: expect.stringMatching(/backup/) as string }

describe('a database', () => {
  it('is created atomically, even after a killed start has left a draft', async () => {
    await writeFile(`${path}.new`, 'half of a database')
    await openAndClose()
    expect(await readdir(folder)).toEqual(['translations.db'])
    await openAndClose()
  })

  it('that is empty is refused, not treated as new', async () => {
    await writeFile(path, '')
    await expect(openAndClose()).rejects.toMatchObject(DAMAGED)
    expect((await stat(path)).size).toBe(0)
  })

  it('that is missing while the files of its translations exist is refused', async () => {
    const filesFolder = join(folder, 'files')
    await mkdir(filesFolder)
    await (await openSqliteStore({ path, filesFolder })).close()
    await rm(path)
    await (await openSqliteStore({ path, filesFolder })).close()
    await mkdir(join(filesFolder, 'translations'))
    await rm(path)
    await expect(openSqliteStore({ path, filesFolder })).rejects.toMatchObject(DAMAGED)
    expect(await readdir(folder)).toEqual(['files'])
  })

  it('that is another file or is damaged is refused with advice', async () => {
    await writeFile(path, 'This is a text, and much longer than the header of a database. '.repeat(20))
    await expect(openAndClose()).rejects.toMatchObject(DAMAGED)
    await rm(path)
    await openAndClose()
    const { size } = await stat(path)
    await using file = await open(path, 'r+')
    await file.write(Buffer.alloc(size - 8192, 0x5a), 0, size - 8192, 4096)
    await expect(openAndClose()).rejects.toMatchObject(DAMAGED)
  })

  it('of a newer version is refused and not changed', async () => {
    await openAndClose()
    const database = new Database(path)
    database.exec(`insert into kysely_migration values ('999_flying', '2030-01-01T00:00:00Z')`)
    database.close()
    const message = expect.stringMatching(/newer version.*999_flying/) as string
    await expect(openAndClose()).rejects.toMatchObject({ code: 'database_newer', message })
  })

  it('that cannot be written is refused with the missing permission', () => {
    const cause = Object.assign(new Error('attempt to write a readonly database'), {
      code: 'SQLITE_READONLY',
    })
    expect(toDatabaseError(new Error('It failed.', { cause }), path)).toMatchObject({
      code: 'database_read_only',
      message: expect.stringContaining(`write access to ${folder}`) as string,
    })
    expect(toDatabaseError(cause, path)).toMatchObject({ code: 'database_read_only' })
  })
})

describe('the reserve', () => {
  it('holds space until it is released, once', async () => {
    const reserve = await openReserve(join(folder, 'reserve'))
    expect(reserve.release()).toBe(false)
    await reserve.refill()
    expect((await stat(join(folder, 'reserve'))).size).toBe(8 * 2 ** 20)
    const again = await openReserve(join(folder, 'reserve'))
    expect([again.release(), again.release()]).toEqual([true, false])
    expect(await readdir(folder)).toEqual([])
  })
})

async function openAndClose(): Promise<void> {
  await (await openSqliteStore({ path })).close()
}
