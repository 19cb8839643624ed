import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createOutput } from '../output/output.ts'
import { connect } from './connect.ts'

test('waits that see the same server stop open one connection to the next one', async () => {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = { output: createOutput({ quiet: true }), signal: new AbortController().signal }
  await using connection = await connect({ server: url }, 'never', context)
  const { client: gone } = connection
  const opened = requests
  await Promise.all([connection.reconnect(gone), connection.reconnect(gone)])
  const { client } = connection
  expect([client === gone, requests]).toEqual([false, 2 * opened])
  await connection.reconnect(gone)
  expect([connection.client === client, requests]).toEqual([true, 2 * opened])
})
