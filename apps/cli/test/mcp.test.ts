import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { InMemoryTransport } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createServer, createSimulatedEngine, type VideoTranslationServer } from 'video-translation-server'
import { createMcpServer } from '../src/mcp/create-server.ts'
import { createMcpFetch } from '../src/mcp/http.ts'
import { listen } from '../src/mcp/listen.ts'
import { createSession, type McpSession } from '../src/mcp/call/session.ts'
import { createOutput } from '../src/output/output.ts'
import { isAlive } from '../../../packages/server/test/support/processes.ts'
import { MAIN } from './cli.ts'

const DORA = { name: 'ef_dora', title: 'Dora', language: 'es', provider: 'kokoro', ready: true }

let folder: string
let server: VideoTranslationServer
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-'))
  const simulated = createSimulatedEngine()
  server = await createServer({
    dataDir: join(folder, 'data'),
    logLevel: 'silent',
    port: 0,
    engines: [
      simulated,
      // It has the name of a paid vendor, and costs nothing.
      {
        ...simulated,
        name: 'heygen',
        describe: async () => ({ ...(await simulated.describe()), name: 'heygen', voices: [DORA] }),
      },
    ],
  })
  url = await server.listen()
  await writeFile(join(folder, 'talk.mp4'), 'not a video, but the simulated engine accepts it')
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

function openSession(): McpSession {
  const session = createSession({
    options: { server: url },
    output: createOutput({ quiet: true }),
    signal: new AbortController().signal,
    files: { path: folder },
    place: url,
  })
  onTestFinished(() => session[Symbol.asyncDispose]())
  return session
}

/** A caller in this process, which can put questions to a person if there is an answer. */
async function connect(
  answer?: () => { action: 'accept' | 'decline'; content?: { confirm: boolean } },
  session = openSession(),
) {
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: answer ? { elicitation: {} } : {} },
  )
  if (answer) client.setRequestHandler('elicitation/create', async () => answer())
  const [near, far] = InMemoryTransport.createLinkedPair()
  await createMcpServer(session, '1.0.0').connect(far)
  await client.connect(near)
  onTestFinished(() => client.close())
  return client
}

type Tools = Pick<Client, 'callTool'>

/** Calls a tool and returns its data; a refusal throws its text. */
async function call<Data>(client: Tools, name: string, input: object, onprogress?: (at: Step) => void) {
  const options = onprogress && { onprogress }
  const result = (await client.callTool({ name, arguments: { ...input } }, options)) as CallToolResult
  const [first] = result.content
  if (result.isError) throw new Error(first?.type === 'text' ? first.text : 'refused')
  return result.structuredContent as Data
}

interface Step {
  progress: number
  total?: number | undefined
  message?: string | undefined
}

interface Waited {
  outcomes: { id: string; result: string }[]
  token?: string
}

const QUICK = { source: 'talk.mp4', from: 'en', to: ['es'], options: { durationMs: 50 } }

test('an assistant translates a file, corrects a line, and saves the results', async () => {
  const client = await connect()
  const { id } = await call<{ id: string }>(client, 'create_translation', { ...QUICK, reference: 'order 7' })
  const waited = await call<Waited>(client, 'wait_for_translations', { ids: [id] })
  expect(waited).toMatchObject({ outcomes: [{ id, result: 'completed' }] })
  expect(waited.token).toBeUndefined()
  const listed = await call(client, 'list_translations', { text: 'order 7' })
  expect(listed).toMatchObject({ translations: [{ id, source: 'talk.mp4', status: 'completed' }] })

  const page = await call<{ revision: number; total: number; cues: { id: string }[]; nextStart: number }>(
    client,
    'read_cues',
    { id, target: 'es', count: 1 },
  )
  expect(page).toMatchObject({ nextStart: 1, cues: [{ id: 'c1' }] })
  expect(page.total).toBeGreaterThan(1)
  const line = { id, target: 'es', cue: 'c1', text: 'Hola a todos.' }
  const read = await client.callTool({ name: 'preview_cue', arguments: line })
  expect(read.content).toMatchObject([{ type: 'text' }])
  const heard = await client.callTool({ name: 'preview_cue', arguments: { ...line, sound: true } })
  expect(heard).toMatchObject({
    content: [{ type: 'text' }, { type: 'audio', mimeType: 'audio/wav' }],
    structuredContent: { seconds: expect.any(Number), fit: { slotSeconds: expect.any(Number) } },
  })
  const edits = [{ op: 'set', cue: 'c1', target: 'es', text: 'Hola a todos.' }]
  const edited = await call(client, 'edit_cues', { id, revision: page.revision, edits })
  expect(edited).toMatchObject({ revision: page.revision + 1, changed: [{ id: 'c1' }] })
  expect(await call(client, 'apply_edits', { id })).toMatchObject({ id, engine: 'simulated' })
  await call(client, 'wait_for_translations', { ids: [id] })

  const { files } = await call<{ files: { name: string }[] }>(client, 'download_files', { id, folder: 'out' })
  expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(files.map(({ name }) => name).toSorted())
  const subtitles = `video-translation://translations/${id}/es.srt`
  const { contents } = await client.readResource({ uri: subtitles })
  expect(contents[0]).toMatchObject({ text: expect.stringContaining('Target language: es') })
  const { resources } = await client.listResources()
  expect(resources.map(({ uri }) => uri)).toContain(subtitles)
  await expect(client.readResource({ uri: subtitles.replace('es.srt', 'es.mp4') })).rejects.toThrow(
    'no text file',
  )
})

test('a wait reports progress that grows', async () => {
  const client = await connect()
  const slow = { ...QUICK, options: { durationMs: 1500 } }
  const { id } = await call<{ id: string }>(client, 'create_translation', slow)
  const steps: Step[] = []
  const waited = call(client, 'wait_for_translations', { ids: [id] }, (step) => void steps.push(step))
  expect(await waited).toMatchObject({ outcomes: [{ id, result: 'completed' }] })
  const values = steps.map(({ progress }) => progress)
  expect(values).toEqual([...new Set(values)].toSorted((one, other) => one - other))
  expect(steps.at(-1)).toMatchObject({ total: 1, message: expect.stringContaining(id) })
})

test('a wait ends in time, and goes on with its token in another process', async () => {
  const first = await connect()
  const endless = { ...QUICK, options: { durationMs: 3_600_000 } }
  const { id } = await call<{ id: string }>(first, 'create_translation', endless)
  const early = await call<Waited>(first, 'wait_for_translations', { ids: [id], timeoutSeconds: 1 })
  expect(early).toMatchObject({ outcomes: [{ id, result: 'timeout' }], token: expect.any(String) })

  const second = await connect()
  const { token } = early
  const isWaiting = Promise.withResolvers<void>()
  const later = call<Waited>(second, 'wait_for_translations', { token }, () => isWaiting.resolve())
  await isWaiting.promise
  await call(first, 'cancel_translation', { id })
  expect(await later).toMatchObject({ outcomes: [{ id, result: 'canceled' }] })
  const foreign = Buffer.from('{"v":1,"place":"http://192.0.2.1","ids":["tr_1"]}').toString('base64url')
  await expect(call(second, 'wait_for_translations', { token: foreign })).rejects.toThrow(
    'invalid_token: The token is for http://192.0.2.1.',
  )
})

const PAID = { ...QUICK, engine: 'heygen' }

test('a person decides before a vendor is paid', async () => {
  const agrees = await connect(() => ({ action: 'accept', content: { confirm: true } }))
  const { id } = await call<{ id: string }>(agrees, 'create_translation', PAID)
  await call(agrees, 'wait_for_translations', { ids: [id] })
  const declines = await connect(() => ({ action: 'decline' }))
  // An assistant must not answer for the person that can be asked.
  const input = { ...PAID, confirmCost: true }
  await expect(call(declines, 'create_translation', input)).rejects.toThrow('cost_declined')
  await expect(call(declines, 'add_targets', { id, to: ['fr'] })).rejects.toThrow('cost_declined')
  const unsure = await connect(() => ({ action: 'accept', content: { confirm: false } }))
  await expect(call(unsure, 'create_translation', PAID)).rejects.toThrow('cost_declined')
})

test('where no person can be asked, an argument says that one agreed', async () => {
  const client = await connect()
  const unconfirmed = call(client, 'create_translation', PAID)
  await expect(unconfirmed).rejects.toThrow('cost_unconfirmed: The engine heygen works at a paid vendor')
  const { engines } = await call<{ engines: object[] }>(client, 'list_engines', { from: 'en' })
  expect(engines).toMatchObject([
    { name: 'simulated', costs: false, isDefault: true },
    { name: 'heygen', costs: true, isDefault: false },
  ])
  expect(await call(client, 'list_voices', { language: 'es-MX' })).toMatchObject({
    voices: [{ engine: 'heygen', name: 'ef_dora', ready: true }],
  })
  expect(await call(client, 'list_voices', { language: 'fr' })).toEqual({ voices: [] })
  expect(await call(client, 'create_translation', { ...PAID, confirmCost: true })).toMatchObject({
    engine: 'heygen',
  })
})

test('the engine that a server takes by default is asked about, and no other one does the work', async () => {
  const { engine: _, ...input } = PAID
  const created: unknown[] = []
  const caller = async (engines: object[]) => {
    const client = { engines: async () => engines, create: async (request: object) => created.push(request) }
    const session = { ...openSession(), connection: async () => ({ client }) } as unknown as McpSession
    return await connect(undefined, session)
  }
  const free = { name: 'pipeline' }
  const paid = { name: 'heygen', isDefault: true }
  const known = call(await caller([free, paid]), 'create_translation', input)
  await expect(known).rejects.toThrow('cost_unconfirmed: The engine heygen')
  const older = call(await caller([free, { name: 'heygen' }]), 'create_translation', input)
  await expect(older).rejects.toThrow('engine_needed')
  expect(created).toEqual([])
  const agreed = { ...input, confirmCost: true }
  await call(await caller([free, paid]), 'create_translation', agreed).catch(() => undefined)
  expect(created).toMatchObject([{ engine: 'heygen' }])
})

test('an empty key lets nobody in', async () => {
  const empty = createMcpFetch({ session: openSession(), version: '1.0.0', key: '' })
  for (const authorization of ['', 'Bearer ']) {
    const request = { method: 'POST', headers: { authorization }, body: '{}' }
    expect(await empty(new Request('http://127.0.0.1/mcp', request))).toMatchObject({ status: 401 })
  }
})

test('tools neither read nor write outside of their folder, and refuse what they do not know', async () => {
  const client = await connect()
  await symlink('/', join(folder, 'link'))
  for (const source of ['../secret.mp4', '/etc/passwd', 'link/etc/passwd'])
    await expect(call(client, 'create_translation', { ...QUICK, source })).rejects.toThrow('is not in')
  const { id } = await call<{ id: string }>(client, 'create_translation', QUICK)
  await call(client, 'wait_for_translations', { ids: [id] })
  await expect(call(client, 'download_files', { id, folder: '../out' })).rejects.toThrow('is not in')
  await expect(call(client, 'get_status', { ids: [id], verbose: true })).rejects.toThrow('verbose')
  await expect(call(client, 'get_status', { ids: ['../keys'] })).rejects.toThrow(/pattern|match/)
  expect(await call(client, 'get_status', { ids: ['tr_none'] })).toMatchObject({
    outcomes: [{ id: 'tr_none', result: 'failed', error: { code: 'not_found' } }],
  })
})

test('over HTTP, the tools are for this machine, or for those who have the key', async () => {
  const session = openSession()
  const open = await serve({ session, version: '1.0.0', key: undefined })
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(open)))
  onTestFinished(() => client.close())
  const { id } = await call<{ id: string }>(client, 'create_translation', QUICK)
  const steps: Step[] = []
  await call(client, 'wait_for_translations', { ids: [id] }, (step) => void steps.push(step))
  expect(steps.at(-1)).toMatchObject({ progress: expect.any(Number) })
  const foreign = { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' }
  expect(await fetch(open, foreign)).toMatchObject({ status: 403 })

  const locked = await serve({ session, version: '1.0.0', key: 'k'.repeat(20) })
  expect(await fetch(locked, { method: 'POST', body: '{}' })).toMatchObject({ status: 401 })
  const headers = { authorization: `Bearer ${'k'.repeat(20)}` }
  const known = new Client({ name: 'test', version: '1' })
  await known.connect(new StreamableHTTPClientTransport(new URL(locked), { requestInit: { headers } }))
  onTestFinished(() => known.close())
  const names = (await known.listTools()).tools.map(({ name }) => name)
  const page = await readFile(join(import.meta.dirname, '../../../docs/mcp.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(names.toSorted()).toEqual(documented.toSorted())
})

async function serve(settings: Parameters<typeof createMcpFetch>[0]): Promise<string> {
  const listening = await listen(createMcpFetch(settings), { host: '127.0.0.1', port: 0 })
  onTestFinished(() => listening[Symbol.asyncDispose]())
  return listening.url
}

test('the command serves over standard streams until its caller leaves', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=video-translation-source', MAIN, 'mcp', '--server', url],
    cwd: folder,
    stderr: 'inherit',
  })
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  const { pid } = transport
  const { id } = await call<{ id: string }>(client, 'create_translation', QUICK)
  expect(await call(client, 'wait_for_translations', { ids: [id] })).toMatchObject({
    outcomes: [{ result: 'completed' }],
  })
  await client.close()
  await expect.poll(() => isAlive(pid ?? 0)).toBe(false)
})
