import type { RouteHandlerMethod } from 'fastify'
import { expect, it } from 'vitest'
import { engineOf } from '../../../../test/support/test-server.ts'
import type { Api } from '../api/api.ts'
import type { App } from '../requests/typed-app.ts'
import { reviseTranslationRoutes } from './revise-translation.ts'

const REFUSAL = { code: 'missing_packs', pointer: '/to/0', message: 'Pull a pack.' }
const ES = { language: 'es', status: 'running', cueRevision: 3 }
const FR = { language: 'fr', status: 'completed', cueRevision: 2 }
const RECORD = {
  id: 'tr_1',
  status: 'running',
  revision: 2,
  cueRevision: 3,
  engine: 'pipeline',
  source: { url: 'https://host.example/a.mp4' },
  options: {},
  targetTasks: [ES, FR],
}
const CUE = { id: 'c1', start: 0, end: 1, text: 'One.', targets: {} }

/** Posts to a node that does not work itself, while the translation runs. */
async function post(verb: string, body: object, isLocal = true): Promise<unknown> {
  const engine = engineOf({
    name: 'pipeline',
    run: async () => ({}),
    check: async () => [{ ...REFUSAL, isLocal }],
  })
  const results = new Map(['es', 'fr'].map((language) => [language, { cues: new Map() }]))
  const api = {
    engines: new Map([['pipeline', engine]]),
    settings: { limits: { targets: 9 } },
    workforce: { offers: async () => [] },
    store: {
      get: async () => RECORD,
      cues: { read: async () => ({ sheet: { cues: [CUE] }, results }) },
    },
  } as unknown as Api
  const handlers = new Map<string, RouteHandlerMethod>()
  const app = { post: (path: string, _: object, handler: RouteHandlerMethod) => handlers.set(path, handler) }
  reviseTranslationRoutes(app as unknown as App, api)
  const handle = handlers.get(`/v1/translations/:id/${verb}`)
  const request = { params: { id: 'tr_1' }, body, owner: '' }
  return await handle?.call({} as never, request as never, {} as never)
}

it('what only this node lacks does not refuse new targets: a worker may have it', async () => {
  await expect(post('targets', { to: ['de'] })).rejects.toMatchObject({ code: 'not_final' })
  await expect(post('targets', { to: ['de'] }, false)).rejects.toMatchObject({ code: 'unsupported' })
})

it('applying a target while only another one is applied says that it has to wait', async () => {
  await expect(post('apply', { targets: ['fr'] })).rejects.toMatchObject({ code: 'not_final' })
  await expect(post('apply', {})).rejects.toMatchObject({ code: 'not_final' })
})
