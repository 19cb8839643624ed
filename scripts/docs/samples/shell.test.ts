// Runs what the pages and `--help` tell their readers to type, as far as one machine can: in this
// process, against one simulator.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { Command } from 'commander'
import { VideoTranslationClient } from 'video-translation-client'
import { createServer, createSimulatedEngine, type VideoTranslationServer } from 'video-translation-server'
import { createSimulator } from 'video-translation-simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fullName } from '../../../apps/cli/src/examples.ts'
import { createSandbox } from '../../../apps/cli/test/cli.ts'
import { argumentsIn, commandFor, shellLines } from '../commands.ts'

/** The lines that are not run, each with the reason. */
const NOT_RUN: readonly [lines: RegExp, why: string][] = [
  [/^npm (?:run|test)\b|^npx changeset|^git /, 'scripts of the repository, and steps of a release'],
  [/^npm install/, '`npm run newcomer` installs the packages'],
  [/^(?:docker|systemctl|systemd-run|apt-get|createdb|pg_dump|aws) /, 'it needs root or a service'],
  [/^cat > \.env <</, 'settings for containers'],
  [/^(?:mv|cp) /, 'it moves folders of the reader'],
  [/^(?:export )?[A-Z][A-Z\d_]*=/, 'it sets variables for what follows'],
  [/^node examples\//, 'examples have tests of their own'],
  [/--database-url|--role/, 'it needs PostgreSQL'],
  [/--bucket/, 'it needs a bucket'],
  [/models pull/, 'it downloads models'],
  [/voices .*--out/, 'it needs voices'],
  [/translate - |create - |mcp --files/, 'it reads standard input, which other tests write'],
  [/^curl -N/, 'it goes on until it is stopped'],
]

/** These stay until Ctrl-C. */
const STAYS = ['serve', 'simulate', 'mcp']
/** It reports with 1 what is missing on this machine. */
const ALLOWED_CODES: Record<string, number[]> = { doctor: [0, 1] }
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

const lines = shellLines()
const run = lines.filter(({ text }) => !NOT_RUN.some(([pattern]) => pattern.test(text)))

const home = mkdtempSync(join(tmpdir(), 'shell-home-'))
const sandbox = createSandbox({
  HOME: home,
  XDG_CONFIG_HOME: home,
  VIDEO_TRANSLATION_MODELS: join(home, 'models'),
})
const simulator = createSimulator({ speed: 100 })
/** The ids in the place of those that a sample leaves out. */
const ids = new Map<string, string>()
let address: string
let client: VideoTranslationClient
let server: VideoTranslationServer
let receiver: Server

beforeAll(async () => {
  address = (await simulator.listen()).url
  client = new VideoTranslationClient(address)
  server = await createServer({
    dataDir: join(home, 'server'),
    port: 0,
    logLevel: 'silent',
    engines: [createSimulatedEngine()],
  })
  await server.listen()
  receiver = createHttpServer((_request, response) => response.writeHead(204).end()).listen(0, '127.0.0.1')
  mkdirSync(join(sandbox.folder, 'lectures'))
  for (const name of ['lectures/one.mp4', 'urgent.mp4', 'charla.mp4'])
    writeFileSync(join(sandbox.folder, name), 'a video')
  // A data folder to back up.
  await sandbox.run('keys', 'list')
})

afterAll(async () => {
  client.close()
  receiver.close()
  await simulator[Symbol.asyncDispose]()
  await server.close()
  await sandbox[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

test('every line is run, or has a reason not to be', () => {
  const unused = NOT_RUN.filter(([pattern]) => !lines.some(({ text }) => pattern.test(text)))
  expect(unused).toEqual([])
  const unknown = run.filter(({ text }) => argumentsIn(text) === undefined && !text.startsWith('curl '))
  expect(unknown).toEqual([])
  expect(run.length).toBeGreaterThan(80)
})

const firsts = new Map(run.toReversed().map((line) => [line.text, line]))
const once = run.filter((line) => firsts.get(line.text) === line || line.text.includes('tr_'))

test.each(once)('$group: $text', async ({ group, text }) => {
  const args = argumentsIn(text)
  if (args === undefined) return await runCurl(text)
  const command = commandFor(args)
  const name = fullName(command)
  const placed = await Promise.all(args.map((word) => inPlaceOf(word, group, name)))
  const all = [...placed, ...replacements(command)]
  const { code, stdout, stderr } = await (STAYS.includes(name) ? sandbox.stay(...all) : sandbox.run(...all))
  expect(ALLOWED_CODES[name] ?? [0], stderr).toContain(code)
  keepOutput(text, stdout)
})

async function runCurl(text: string): Promise<void> {
  const line = text.replaceAll(/http:\/\/127\.0\.0\.1:(?:5000|8484)/g, address)
  const curl = "curl --noproxy '*' --silent --show-error --fail-with-body"
  await promisify(execFile)('bash', ['-ec', line.replace(/^curl\b/, curl)])
}

/** Options that win over those of the line: the servers of this test, and any free port. */
function replacements(command: Command): string[] {
  const has = (option: string) => command.options.some(({ long }) => long === option)
  const name = fullName(command)
  const url = name === 'workers' ? server.url : address
  return [
    ...(has('--server') && !name.startsWith('keys') ? ['--server', url] : []),
    ...(has('--port') ? ['--port', '0'] : []),
    // The keys of the samples are known to everybody.
    ...(has('--host') ? ['--host', '127.0.0.1'] : []),
    ...(has('--no-open') ? ['--no-open'] : []),
  ]
}

/** What a reader would write in place of a word of a sample. */
async function inPlaceOf(word: string, group: string, command: string): Promise<string> {
  if (/^tr_\w+\.\.\.$/.test(word)) return await idFor(`${group} ${word}`, command)
  if (word === 'whsec_...' || word === '$WEBHOOK_SECRET') return SECRET
  if (word.startsWith('$')) return 'a-key-of-sixteen'
  if (word.endsWith('/hooks/video')) return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  return /^\/(?:backups|srv)\//.test(word) ? join(sandbox.folder, word) : word
}

/** A translation that has ended, or waits for a review, as the command needs it. */
async function idFor(key: string, command: string): Promise<string> {
  const known = ids.get(key)
  if (known !== undefined) return known
  const scenario = command === 'retry' ? '?simulate=fails-early' : ''
  const source = `https://example.com/talk.mp4${scenario}`
  const review = command === 'approve' ? { review: ['translation' as const] } : {}
  const { id } = await client.create({ source, to: ['es'], ...review })
  await client.waitMany([id])
  ids.set(key, id)
  return id
}

/** The line after it may read the file. */
function keepOutput(text: string, stdout: string): void {
  const [, file] = /> (\S+)$/.exec(text) ?? []
  if (file !== undefined) writeFileSync(join(sandbox.folder, basename(file)), stdout)
}
