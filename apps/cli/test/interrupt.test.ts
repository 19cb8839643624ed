import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createDesk } from './cli.ts'

const SLOW = ['--engine', 'simulated', '--from', 'en', '--to', 'es', '--option', 'durationMs=20000']

test('Ctrl-C cancels a translation that runs in the command itself, and leaves nothing behind', async () => {
  await using desk = createDesk()
  const command = desk.start('translate', desk.video, ...SLOW)
  await command.says(/tr_\S+ es prepare/)
  command.process.kill('SIGINT')
  const { code, stderr } = await command.ended
  expect(stderr).toMatch(/Canceled (tr_\S+)\./)
  expect(code).toBe(130)
  const id = /Canceled (tr_\S+)\./.exec(stderr)?.[1] ?? ''
  expect((await desk.run('status', id)).stdout).toContain('canceled')
  expect(await readdir(desk.folder)).not.toContain('talk-translated')
})

test('Ctrl-C leaves a translation at a server alone, and says how to go on', async () => {
  await using desk = createDesk()
  const server = await desk.serve()
  const command = desk.start(
    'translate',
    desk.video,
    '--engine',
    'simulated',
    '--to',
    'es',
    '--option',
    'durationMs=3000',
  )
  await command.says(/tr_\S+ es prepare/)
  command.process.kill('SIGINT')
  const { code, stderr } = await command.ended
  const id = /video-translation wait (tr_\S+)/.exec(stderr)?.[1] ?? ''
  expect({ code, id }).toMatchObject({ code: 130, id: expect.stringMatching(/^tr_/) })
  expect(await desk.run('wait', id, '--server', server.url)).toMatchObject({ code: 0 })
})

test('Ctrl-C twice leaves at once', async () => {
  await using desk = createDesk()
  const command = desk.start('translate', desk.video, ...SLOW)
  await command.says(/tr_\S+ es prepare/)
  command.process.kill('SIGINT')
  command.process.kill('SIGINT')
  expect((await command.ended).code).toBe(130)
})

test('a translation that somebody else cancels ends with 5', async () => {
  await using desk = createDesk()
  await desk.serve()
  const command = desk.start('translate', desk.video, ...SLOW)
  const id = /tr_[\w-]+/.exec(await command.says(/tr_\S+ es prepare/))?.[0] ?? ''
  expect(await desk.run('cancel', id)).toMatchObject({ code: 0 })
  expect((await command.ended).code).toBe(5)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a server stops cleanly at %s, and is then not found any more',
  async (signal) => {
    await using desk = createDesk()
    const server = await desk.serve()
    server.process.kill(signal)
    expect(await server.ended).toMatchObject({ code: 0, signal: null })
    expect(await desk.run('create', desk.video, '--engine', 'simulated', '--to', 'es')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('video-translation serve'),
    })
  },
)

test('a server that is stopped in mid-work goes on at its next start', async () => {
  await using desk = createDesk()
  const server = await desk.serve()
  const created = await desk.run(
    'create',
    desk.video,
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
  await desk.serve()
  expect(await desk.run('wait', id, '--timeout', '60s')).toMatchObject({ code: 0 })
})

test('when the command ends whose server another one uses, that one goes on by itself', async () => {
  await using desk = createDesk()
  const first = desk.start('translate', desk.video, ...SLOW)
  await first.says(/tr_\S+ es prepare/)
  const second = desk.start(
    'translate',
    desk.video,
    '--engine',
    'simulated',
    '--to',
    'es',
    '--option',
    'durationMs=3000',
  )
  await second.says(/tr_\S+ es prepare/)
  first.process.kill('SIGINT')
  expect((await first.ended).code).toBe(130)
  expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('completed') })
})
