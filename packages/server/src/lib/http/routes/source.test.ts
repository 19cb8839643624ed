import fastify from 'fastify'
import { expect, it } from 'vitest'
import type { ProducedArtifact } from '../../engines/engine.ts'
import type { Api } from '../api/api.ts'
import { createUrlSigner } from '../access/signed-url.ts'
import type { App } from '../requests/typed-app.ts'
import { artifactRoute } from './artifacts.ts'
import { sourceRoute } from './source.ts'

const SOURCE: ProducedArtifact = { name: 'source.mp4', key: 'k', mediaType: 'video/mp4', playback: 'source' }
const DAY_SECONDS = 24 * 3600

it('a link to the bucket lives as long as the link of the server, and an hour for a key, whatever it asks for', async () => {
  const signer = createUrlSigner('secret')
  const app = fastify().decorateRequest('owner', 'ann')
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  const api = {
    signer,
    settings: {},
    store: { get: async () => ({ sourceTask: { artifacts: [SOURCE] }, targetTasks: [] }) },
    files: {
      size: async () => 5_000_000,
      link: async (_key: string, options: { expiresInSeconds: number }) => `b://${options.expiresInSeconds}`,
    },
  } as unknown as Api
  sourceRoute(app as unknown as App, api)
  artifactRoute(app as unknown as App, api)
  const secondsOf = async (path: string) => {
    const { headers } = await app.inject({ url: `/v1/translations/tr_1/${path}` })
    return Number(headers.location?.replace('b://', ''))
  }
  const inAWeek = Math.ceil(Date.now() / 1000) + 7 * DAY_SECONDS
  for (const query of ['', '?signature=x', `?signature=x&expires=${inAWeek}`, `?expires=${inAWeek}`])
    expect([query, await secondsOf(`source${query}`)]).toEqual([query, 3600])
  const { query } = signer.sign('tr_1', 'source.mp4')
  const signed = await secondsOf(`artifacts/source.mp4?${query}`)
  expect(signed).toBeGreaterThan(3600)
  expect(signed).toBeLessThan(DAY_SECONDS)
  await app.close()
})
