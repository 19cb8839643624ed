import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  create,
  inProcess,
  startServer,
  temporaryFolder,
  untilFinal,
} from '../../../test/support/test-server.ts'
import { backUp } from './back-up.ts'

it('a backup of a running server is a complete data folder', async () => {
  const to = join(await temporaryFolder(), 'copy')
  const server = await startServer()
  const ask = inProcess(server)
  const { id } = await create(ask)
  const before = await untilFinal(ask, id)
  await backUp(server.dataDir, to)
  const { id: later } = await create(ask)
  const restored = inProcess(await startServer({ dataDir: to }))
  const read = async (path: string) => (await restored(`/v1/translations/${path}`)).text()
  expect(JSON.parse(await read(id))).toMatchObject({ status: before.status, version: before.version })
  expect(await read(`${id}/artifacts/es.srt`)).toContain('Simulated')
  expect((await restored(`/v1/translations/${later}`)).status).toBe(404)
})

it('a backup overwrites nothing and needs a database', async () => {
  const [from, to] = [await temporaryFolder(), await temporaryFolder()]
  await expect(backUp(from, join(to, 'copy'))).rejects.toThrow('no database')
  await writeFile(join(from, 'translations.db'), '')
  await mkdir(join(to, 'copy'))
  await writeFile(join(to, 'copy', 'mine'), 'mine')
  await expect(backUp(from, join(to, 'copy'))).rejects.toThrow('exists already')
  expect(await readFile(join(to, 'copy', 'mine'), 'utf8')).toBe('mine')
  expect(await readdir(to)).toEqual(['copy'])
})

it('a backup into the data folder itself is refused, also through a link, and leaves nothing there', async () => {
  const { dataDir } = await startServer()
  const link = join(await temporaryFolder(), 'link')
  await symlink(dataDir, link)
  for (const to of [join(dataDir, 'files', 'new', 'copy'), join(dataDir, 'copy'), join(link, 'copy/')])
    await expect(backUp(dataDir, to)).rejects.toThrow('lies in the data folder')
  expect((await readdir(dataDir, { recursive: true })).filter((path) => path.includes('copy'))).toEqual([])
  const beside = join(`${dataDir}..copy`)
  await backUp(dataDir, beside)
  await rm(beside, { recursive: true })
})
