import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import type { TranslationRecord } from '../../src/lib/store/records.ts'
import type { Store } from '../../src/lib/store/store.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import type { Line } from '../support/store-process.ts'

const SCRIPT = fileURLToPath(new URL('../support/store-process.ts', import.meta.url))
const NODES = ['n1', 'n2', 'n3', 'n4']
/** Changes of each node between two events of the test. */
const SOME = 20

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster({ settings: ['fsync=on'] })
})
afterAll(() => cluster.stop())

it('four processes lose nothing and end nothing twice, though PostgreSQL and a process are killed', async () => {
  const url = await cluster.createDatabase('processes')
  await (await openPostgresStore({ url })).close()
  const nodes = NODES.map((node) => startNode({ url, node }))
  await allHear(nodes, SOME)
  await cluster.crash()
  await cluster.restart()
  await allHear(nodes, SOME)
  const [first, ...others] = nodes
  first?.kill()
  await allHear(others, SOME)
  for (const node of others) node.stop()
  const lines = (await Promise.all(nodes.map((node) => node.ended))).flat()
  const store = await openPostgresStore({ url })
  await drain(store)
  const translations = await readAll(store)
  expectNothingLost(lines, translations)
  expectNothingTwice(lines)
  await expectOneEndEach(store, translations)
  await store.close()
})

interface Node {
  /** What it has acknowledged so far. */
  lines: Line[]
  /** Resolves with all of it when the process has ended. */
  ended: Promise<Line[]>
  stop(): void
  kill(): void
}

function startNode(options: { url: string; node: string }): Node {
  const child = spawn(
    process.execPath,
    ['--conditions=video-translation-source', SCRIPT, JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines: Line[] = []
  return {
    lines,
    ended: readLines(child.stdout, lines),
    stop: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  }
}

async function readLines(stream: NodeJS.ReadableStream, lines: Line[]): Promise<Line[]> {
  for await (const line of createInterface({ input: stream })) {
    // A killed process leaves half of a line.
    if (line.endsWith('}')) lines.push(JSON.parse(line) as Line)
  }
  return lines
}

/** Waits until each node has had this many more changes acknowledged. */
async function allHear(nodes: Node[], count: number): Promise<void> {
  const goals = nodes.map(({ lines }) => [lines, changesIn(lines) + count] as const)
  while (goals.some(([lines, goal]) => changesIn(lines) < goal)) await delay(50)
}

function changesIn(lines: Line[]): number {
  return lines.filter(({ did }) => did !== 'failed').length
}

/** Ends what the nodes have left behind, when its leases have run out. */
async function drain(store: Store): Promise<void> {
  for (;;) {
    const tasks = await store.claimMany('last', ['e'], 60_000, 32)
    for (const { lease } of tasks) await store.complete(lease, { output: {} })
    const dueMs = await store.dueInMs(['e'])
    if (dueMs === undefined) return
    await delay(Math.min(dueMs, 200))
  }
}

async function readAll(store: Store): Promise<Map<string, TranslationRecord>> {
  const all = new Map<string, TranslationRecord>()
  let cursor: string | undefined
  do {
    const page = await store.list({ limit: 100, ...(cursor && { cursor }) })
    for (const item of page.items) all.set(item.id, item)
    cursor = page.nextCursor
  } while (cursor)
  return all
}

function expectNothingLost(lines: Line[], translations: Map<string, TranslationRecord>): void {
  const ids = lines.flatMap((line) => (line.did === 'create' ? [line.translationId] : []))
  expect(ids.length).toBeGreaterThan(SOME)
  expect(ids.filter((id) => !translations.has(id))).toEqual([])
  const canceled = lines.flatMap((line) => (line.did === 'cancel' ? [line.translationId] : []))
  expect(canceled.filter((id) => !translations.get(id)?.cancelRequested)).toEqual([])
  const tasks = [...translations.values()].flatMap((each) => [each.sourceTask, ...each.targetTasks])
  const statusOf = new Map(tasks.map(({ id, status }) => [id, status]))
  const completed = lines.flatMap((line) => (line.did === 'complete' ? [line.taskId] : []))
  expect(completed.filter((id) => statusOf.get(id) !== 'completed')).toEqual([])
}

function expectNothingTwice(lines: Line[]): void {
  const claims = lines.flatMap((line) => (line.did === 'claim' ? [`${line.taskId} ${line.attempt}`] : []))
  expect(claims.length).toBe(new Set(claims).size)
  const completed = lines.flatMap((line) => (line.did === 'complete' ? [line.taskId] : []))
  expect(completed.length).toBe(new Set(completed).size)
}

async function expectOneEndEach(store: Store, translations: Map<string, TranslationRecord>): Promise<void> {
  for (const { id, status } of translations.values()) {
    expect(['completed', 'canceled', 'partial']).toContain(status)
    const types = (await store.events(id)).map(({ type, language }) => `${type} ${language ?? ''}`)
    const ends = types.filter((type) => /^(completed|prepared|canceled)/.test(type))
    expect(ends).toEqual([...new Set(ends)])
  }
}
