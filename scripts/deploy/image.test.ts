// The image, without Docker: what its instructions would run, run here.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { quietPort } from '../../packages/client/test/support/quiet-port.ts'
import { readDockerfile, ROOT } from './files.ts'

const execute = promisify(execFile)
const instructions = readDockerfile()
/** The user `node` of the image of Node. */
const USER_ID = 1000

function last(name: string): string {
  const value = instructions.findLast((each) => each.name === name)?.value
  if (value === undefined) throw new Error(`The Dockerfile has no ${name}.`)
  return value
}

/** The words of an instruction without a shell, with the paths of this machine. */
function words(text: string): string[] {
  return (JSON.parse(text.slice(text.indexOf('['))) as string[]).map((word) =>
    word
      .replace('/app/node_modules/video-translation/dist', join(ROOT, 'apps/cli/dist'))
      .replace('/app/healthcheck.mjs', join(ROOT, 'deploy/docker/healthcheck.mjs')),
  )
}

test('the image is slim, has no root, keeps data and packs in volumes, and runs Node itself', () => {
  expect(instructions.filter(({ name }) => name === 'FROM').map(({ value }) => value)).toEqual([
    'node:24-bookworm-slim AS build',
    'node:24-bookworm-slim',
  ])
  expect(last('USER')).toBe('node')
  expect(JSON.parse(last('VOLUME'))).toEqual(['/data', '/packs'])
  for (const name of ['ENTRYPOINT', 'HEALTHCHECK']) expect(words(last(name))[0]).toBe('node')
  const copied = instructions.filter(({ name }) => name === 'COPY').map(({ value }) => value)
  expect(copied.at(-1)).toBe('--from=build /app /app')
})

test('its command serves as an ordinary user, is healthy, refuses to be open to all, and stops on SIGTERM', async () => {
  const port = await quietPort()
  const data = await mkdtemp(join(tmpdir(), 'image-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const asUser = process.getuid?.() === 0 ? { uid: USER_ID, gid: USER_ID } : {}
  if ('uid' in asUser) await chown(data, USER_ID, USER_ID)
  await chmod(data, 0o700)
  const [program = '', ...args] = [...words(last('ENTRYPOINT')), ...words(last('CMD'))]
  expect(program).toBe('node')
  const command = args.map((word) => (word === '8484' ? String(port) : word))
  const { VIDEO_TRANSLATION_API_KEYS: _, ...own } = process.env
  const env = { ...own, HOME: data, VIDEO_TRANSLATION_DATA: data, PORT: String(port) }
  const open = execute(process.execPath, command, { env, ...asUser })
  await expect(open).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--api-key') as string,
  })

  const keys = { VIDEO_TRANSLATION_API_KEYS: 'ann:0123456789abcdef0123' }
  const server = spawn(process.execPath, command, {
    env: { ...env, ...keys },
    ...asUser,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  const exit = once(server, 'exit')
  await once(createInterface(server.stdout), 'line')
  const [, ...check] = words(last('HEALTHCHECK'))
  // Docker asks again, too, where an answer of a busy machine takes longer than the check waits.
  const isHealthy = () => execute(process.execPath, check, { env, ...asUser }).then(Boolean, () => false)
  await expect.poll(isHealthy).toBe(true)
  server.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  await expect(execute(process.execPath, check, { env })).rejects.toMatchObject({ code: 1 })
})
