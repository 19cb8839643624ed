import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { createInProcess } from './in-process.ts'

it.each([1_000, 5_000_000])(
  'an answer that nobody reads, %i bytes of it sent, does not keep it from closing',
  async (bytes) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': 10_000_000 })
      response.write(Buffer.alloc(bytes))
    })
    const inProcess = createInProcess(server)
    const response = await inProcess.fetch('http://localhost/')
    expect(response.status).toBe(200)
    const closed = inProcess.close()
    await inProcess.destroy()
    await closed
    await expect(response.arrayBuffer()).rejects.toThrow()
  },
)
