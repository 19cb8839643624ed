import Fastify from 'fastify'
import { expect, it } from 'vitest'
import type { NewAuditLine } from '../../store/audit-log.ts'
import type { App } from '../requests/typed-app.ts'
import { addAudit } from './audit.ts'

const ANN = { id: 'key_1', name: 'ann', owner: 'ann', scope: 'write' as const, maxPriority: 0 }

it('each of many changes is told at once, also when the request fails after it', async () => {
  const lines: NewAuditLine[] = []
  const app = Fastify() as unknown as App
  app.decorateRequest('key', undefined)
  app.addHook('onRequest', async (request) => void (request.key = ANN))
  addAudit(app, { note: async (line) => void lines.push(line) })
  app.post('/many', { config: { audit: false } }, async (request) => {
    await request.noteChange('tr_1')
    expect(lines).toHaveLength(1)
    await request.noteChange('tr_2')
    throw new Error('The storage is away.')
  })
  expect(await app.inject({ method: 'POST', url: '/many' })).toMatchObject({ statusCode: 500 })
  expect(lines).toMatchObject([
    { owner: 'ann', action: 'POST /many', subject: 'tr_1' },
    { owner: 'ann', action: 'POST /many', subject: 'tr_2' },
  ])
})
