import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isFinal, VideoTranslationClient, type Translation } from 'video-translation-client'
import { startReceiver, type Receiver } from '../receiver.ts'
import { startServerProcess, type ServeOrder } from '../server-process.ts'
import type { Figure, Subject } from '../subject.ts'
import { createLedger, type Entry, type Ledger } from './kills/ledger.ts'
import { putLoad } from './kills/load.ts'

const ROUNDS = 100
/**
 * A server is under load for this long before it is killed: at least, and at most this much more.
 */
const LIFE_MS = { least: 150, spread: 900 }
const DRAIN_MS = 120_000

export const subject: Subject = {
  promise:
    'A server that is killed under load again and again loses nothing that it acknowledged, leaves no translation half ' +
    'made, sends a webhook for every end, and ends each translation with the right code.',
  async run({ rounds = ROUNDS, folder, tell }) {
    const receiver = await startReceiver()
    const ledger = createLedger()
    const order = orderFor(folder, receiver)
    for (let round = 1; round <= rounds; round++) {
      await killOnce(order, ledger)
      if (round % 10 === 0) tell(`round ${round}: ${ledger.entries.length} translations asked for`)
    }
    const server = await startServerProcess(order)
    const client = new VideoTranslationClient(server.url)
    try {
      const translations = await drained(client)
      await untilNotified(translations, receiver)
      return [
        { name: 'kills', value: rounds },
        ...(await judge({ ledger, translations, client, receiver, folder, tell })),
      ]
    } finally {
      await client.close()
      await server.kill()
      receiver.close()
    }
  },
}

function orderFor(dataDir: string, { url }: Receiver): ServeOrder {
  const unlimited = { requestsPerMinute: 1e9, createsPerMinute: 1e9 }
  const webhooks = { url, allowPrivate: true, retryDelaysMs: [100], secret: SECRET }
  return { options: { dataDir, limits: unlimited, webhooks, logLevel: 'error' } }
}

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

async function killOnce(order: ServeOrder, ledger: Ledger): Promise<void> {
  const server = await startServerProcess(order)
  const dying = new AbortController()
  const load = putLoad(server.url, ledger, dying.signal)
  await delay(LIFE_MS.least + Math.random() * LIFE_MS.spread)
  await server.kill()
  dying.abort()
  await load
}

async function drained(client: VideoTranslationClient): Promise<Translation[]> {
  const untilMs = performance.now() + DRAIN_MS
  for (;;) {
    const all = await listAll(client)
    if (all.every(({ status }) => isFinal(status)) || performance.now() > untilMs) return all
    await delay(250)
  }
}

async function listAll(client: VideoTranslationClient): Promise<Translation[]> {
  const all: Translation[] = []
  for await (const translation of client.list()) all.push(translation)
  return all
}

async function untilNotified(translations: Translation[], receiver: Receiver): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS
  while (withoutWebhook(translations, receiver).length > 0 && performance.now() < untilMs) await delay(100)
}

function withoutWebhook(translations: Translation[], { webhooks }: Receiver): Translation[] {
  const ends = new Set(webhooks.map(({ type, translation }) => `${type} ${translation.id}`))
  return translations.filter(({ id, status }) => !ends.has(`translation.${status} ${id}`))
}

interface Evidence {
  ledger: Ledger
  translations: Translation[]
  client: VideoTranslationClient
  receiver: Receiver
  folder: string
  tell: (line: string) => void
}

async function judge({ ledger, translations, client, receiver, folder, tell }: Evidence): Promise<Figure[]> {
  const { entries } = ledger
  const byId = new Map(translations.map((translation) => [translation.id, translation]))
  const acknowledged = entries.filter(({ id }) => id !== undefined)
  const lost = acknowledged.filter(({ id = '', removal }) => removal === undefined && !byId.has(id))
  const undeleted = acknowledged.filter(({ id = '', removal }) => removal === 'acknowledged' && byId.has(id))
  const references = new Set(translations.map(({ reference }) => reference))
  const wrong = entries.filter((entry) => !endedRight(entry, byId.get(entry.id ?? '')))
  for (const entry of wrong.slice(0, 5)) tell(describeWrong(entry, byId.get(entry.id ?? '')))
  const none = (name: string, value: number): Figure => ({ name, value, atMost: 0 })
  return [
    { name: 'translations acknowledged', value: acknowledged.length },
    { name: 'webhooks received', value: receiver.webhooks.length },
    none('acknowledged and lost', lost.length),
    none('created twice', translations.length - references.size),
    none('deleted and still there', undeleted.length),
    none('not ended', translations.filter(({ status }) => !isFinal(status)).length),
    none('ended with the wrong status or code', wrong.length),
    none('results that cannot be downloaded', await missingFiles(translations, client)),
    none('ends without a webhook', withoutWebhook(translations, receiver).length),
    none('files without a translation', await orphans(byId, folder)),
  ]
}

function describeWrong(entry: Entry, translation: Translation | undefined): string {
  const { status, error, targets } = translation ?? {}
  return `wrong end: ${JSON.stringify({ entry, status, error, targets: targets?.map(({ status }) => status) })}`
}

/** A cancel, and the cancel that a delete begins with, may come too late to change the end. */
function endedRight({ expected, cancel, removal }: Entry, translation: Translation | undefined): boolean {
  if (translation === undefined) return true
  const { status, error } = translation
  const mayBeCanceled = cancel !== undefined || removal !== undefined
  if (mayBeCanceled && status === 'canceled') return error?.code === 'canceled'
  if (cancel === 'acknowledged' && status === 'partial') return true
  if (status !== expected) return false
  return expected === 'completed' ? error === undefined : error?.code === 'simulated_failure'
}

async function missingFiles(translations: Translation[], client: VideoTranslationClient): Promise<number> {
  const files = translations.flatMap(({ id, targets }) =>
    targets.flatMap(({ artifacts }) => artifacts.map(({ name }) => ({ id, name }))),
  )
  let missing = 0
  for (const { id, name } of files) {
    const text = await client
      .download(id, name)
      .then((file) => file.text())
      .catch(() => '')
    if (text === '') missing++
  }
  return missing
}

async function orphans(byId: Map<string, Translation>, folder: string): Promise<number> {
  const names = await readdir(join(folder, 'files', 'translations')).catch(() => [])
  return names.filter((id) => !byId.has(id)).length
}
