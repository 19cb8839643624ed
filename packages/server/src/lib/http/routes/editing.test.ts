import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VideoTranslationClient } from 'video-translation-client'
import { afterAll, beforeAll } from 'vitest'
import {
  describeEditing,
  type EditingServer,
} from '../../../../../client/test/support/editing-conformance.ts'
import { inProcess } from '../../../../test/support/test-server.ts'
import { createSimulatedEngine } from '../../engines/simulated/engine.ts'
import { createServer } from '../../server.ts'

let shared: EditingServer
let stop = async () => {}

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'editing-'))
  const engines = [createSimulatedEngine({ scenario: { durationMs: 20 } })]
  const server = await createServer({ dataDir, engines, logLevel: 'silent' })
  const client = new VideoTranslationClient(server.url, { fetch: server.fetch })
  const slow = { source: 'https://example.com/a.mp4', options: { durationMs: 3_600_000 } }
  shared = { client, ask: inProcess(server), slow }
  stop = async () => {
    client.close()
    await server.close({ graceMs: 0 })
    await rm(dataDir, { recursive: true })
  }
})
afterAll(() => stop())

describeEditing('the server', () => shared)
