import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createSandbox } from './cli.ts'

const SIMULATED = ['--engine', 'simulated', '--from', 'en', '--to', 'es']
/** It does not end before a test is over, however slow the machine is. */
const HOUR = [...SIMULATED, '--option', 'durationMs=3600000']
/** A command is told the newest state only, so that it may never see the first stage. */
const RUNNING = /tr_\S+ es (?:prepare|transcribe|translate|synthesize|render)/

test('Ctrl-C cancels a translation of the command itself and leaves no folder behind', async () => {
  await using sandbox = createSandbox()
  const command = sandbox.start('translate', sandbox.video, ...HOUR)
  await command.prints(RUNNING)
  command.process.kill('SIGINT')
  const { code, stderr } = await command.ended
  expect(stderr).toMatch(/Canceled (tr_\S+)\./)
  expect(code).toBe(130)
  const id = /Canceled (tr_\S+)\./.exec(stderr)?.[1] ?? ''
  expect((await sandbox.run('status', id)).stdout).toContain('canceled')
  expect(await readdir(sandbox.folder)).not.toContain('talk-translated')
})

test('Ctrl-C does not cancel a translation at a server, and prints how to wait for it', async () => {
  await using sandbox = createSandbox()
  const server = await sandbox.serve()
  const command = sandbox.start('translate', sandbox.video, ...HOUR)
  await command.prints(RUNNING)
  command.process.kill('SIGINT')
  const { code, stderr } = await command.ended
  const id = /video-translation wait (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect({ code, id }).toMatchObject({ code: 130, id: expect.stringMatching(/^tr_/) })
  expect((await sandbox.run('status', id)).stdout).toContain('running')
  const waited = await sandbox.run('wait', id, '--server', server.url, '--timeout', '1s')
  expect(waited).toMatchObject({ code: 4 })
})

test('a translation that another command cancels exits with 5', async () => {
  await using sandbox = createSandbox()
  await sandbox.serve()
  const command = sandbox.start('translate', sandbox.video, ...HOUR)
  const id = /tr_[\w-]+/.exec(await command.prints(RUNNING))?.[0] ?? ''
  expect(await sandbox.run('cancel', id)).toMatchObject({ code: 0 })
  expect((await command.ended).code).toBe(5)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a server stops cleanly at %s, and later commands no longer find it',
  async (signal) => {
    await using sandbox = createSandbox()
    const server = await sandbox.serve()
    server.process.kill(signal)
    expect(await server.ended).toMatchObject({ code: 0 })
    expect(await sandbox.run('create', sandbox.video, '--engine', 'simulated', '--to', 'es')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('video-translation serve'),
    })
  },
)

test('a translation goes on when its stopped server starts again', async () => {
  await using sandbox = createSandbox()
  const server = await sandbox.serve()
  const created = await sandbox.run(
    'create',
    sandbox.video,
    '--engine',
    'simulated',
    '--to',
    'es',
    '--option',
    'durationMs=2000',
  )
  const id = created.stdout.trim()
  server.process.kill('SIGTERM')
  await server.ended
  await sandbox.serve()
  expect(await sandbox.run('wait', id, '--timeout', '60s')).toMatchObject({ code: 0 })
})

test('a command goes on when the server that it used stops with another command', async () => {
  await using sandbox = createSandbox()
  const first = sandbox.start('translate', sandbox.video, ...HOUR)
  await first.prints(RUNNING)
  const second = sandbox.start('translate', sandbox.video, ...SIMULATED, '--option', 'durationMs=6000')
  await second.prints(RUNNING)
  first.process.kill('SIGINT')
  expect((await first.ended).code).toBe(130)
  expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed') })
})
