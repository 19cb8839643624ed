import { request } from 'node:http'
import { expect, it } from 'vitest'
import { create, inProcess, startServer, untilFinal } from '../../../test/support/test-server.ts'

const METHODS = [
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'SEARCH',
  'LINK',
]

it('answers every method on every route as expected, and no read starts anything', async () => {
  const server = await startServer()
  const ask = inProcess(server)
  const url = await server.listen()
  const { id } = await create(ask)
  const done = await untilFinal(ask, id)
  const { paths } = (await (await ask('/openapi.json')).json()) as { paths: Record<string, object> }
  const name = encodeURIComponent(done.targets[0]?.artifacts[0]?.name ?? '')
  const failures: string[] = []
  for (const [path, operations] of Object.entries(paths)) {
    const known = Object.keys(operations).map((method) => method.toUpperCase())
    for (const method of METHODS) {
      if (known.includes(method) && method !== 'GET' && method !== 'HEAD') continue
      const target = `${url}${path.replace('{id}', id).replace('{name}', name)}`
      const { status, body } = await send(method, target)
      const isLook = ['GET', 'HEAD'].includes(method) && (known.includes(method) || known.includes('GET'))
      const isRight = isLook ? status < 405 : [204, 400, 404, 405].includes(status)
      const isEmpty = method !== 'HEAD' || body === ''
      if (!isRight || !isEmpty) failures.push(`${method} ${path}: ${status} ${body.slice(0, 100)}`)
    }
  }
  expect(failures).toEqual([])
  const { items } = (await (await ask('/v1/translations')).json()) as { items: unknown[] }
  expect(items).toHaveLength(1)
})

function send(method: string, url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    sending.once('error', reject)
    sending.end()
  })
}
