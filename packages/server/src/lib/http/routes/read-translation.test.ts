import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Translation, TranslationEvent, TranslationPage } from 'video-translation-client'
import {
  create, type Fetch, inProcess, overSocket, startServer, startSlowServer, TALK, untilFinal, untilRunning,
} from '../../../../test/support/test-server.ts' // prettier-ignore

describe('reading a translation', () => {
  it('is 304 while nothing has changed', async () => {
    const server = await startServer()
    const ask = inProcess(server)
    const { id } = await create(ask)
    const { version } = await untilFinal(ask, id)
    for (const tag of [`"${version}"`, `W/"${version}"`, `"1", "${version}"`]) {
      const response = await ask(`/v1/translations/${id}`, { headers: { 'if-none-match': tag } })
      expect(response.status).toBe(304)
      expect(response.headers.get('etag')).toBe(`"${version}"`)
      expect(await response.text()).toBe('')
    }
    const changed = await ask(`/v1/translations/${id}`, { headers: { 'if-none-match': `"${version - 1}"` } })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('cache-control')).toBe('no-store')
  })

  it('is 404 for an unknown id', async () => {
    const response = await inProcess(await startServer())('/v1/translations/tr_0')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      code: 'translation_not_found',
      requestId: expect.any(String),
    })
  })

  it('waits for an answer until the translation changes', async () => {
    const server = await startSlowServer()
    const ask = await overSocket(server)
    const { id } = await create(ask)
    const { version } = await untilRunning(ask, id)
    const held = ask(`/v1/translations/${id}?until=change`, {
      headers: { 'if-none-match': `"${version}"`, prefer: 'respond-async, wait=20' },
    })
    await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
    const answer = await held
    expect(answer.status).toBe(200)
    expect(((await answer.json()) as Translation).version).toBeGreaterThan(version)
    expect(answer.headers.get('preference-applied')).toBe('wait=20')
  })

  it('waits for an answer until the translation has ended', async () => {
    const ask = inProcess(await startServer())
    const { id } = await create(ask)
    expect((await untilFinal(ask, id)).status).toBe('completed')
  })

  it('answers with the current state when the time is up', async () => {
    const ask = inProcess(await startSlowServer())
    const { id } = await create(ask)
    const response = await ask(`/v1/translations/${id}?until=final`, { headers: { prefer: 'wait=1' } })
    expect(response.status).toBe(200)
    expect(['pending', 'running']).toContain(((await response.json()) as Translation).status)
  })

  it('answers long polls with the current state when the server stops', async () => {
    const server = await startSlowServer()
    const ask = await overSocket(server)
    const { id } = await create(ask)
    const path = `/v1/translations/${id}?until=final`
    const isHeld = handlingOf(path)
    const held = ask(path, { headers: { prefer: 'wait=60' } })
    await isHeld
    await server.close({ graceMs: 0 })
    const response = await held
    expect(response.status).toBe(200)
    expect(((await response.json()) as Translation).id).toBe(id)
  })

  it('returns the history', async () => {
    const ask = inProcess(await startServer())
    const { id } = await create(ask)
    await untilFinal(ask, id)
    const { items } = (await (await ask(`/v1/translations/${id}/events`)).json()) as {
      items: TranslationEvent[]
    }
    expect(items[0]?.type).toBe('created')
    expect(items.map(({ type }) => type)).toContain('completed')
  })
})

describe('listing translations', () => {
  it('filters, and pages by cursor, newest first', async () => {
    const ask = inProcess(await startSlowServer())
    const ids: string[] = []
    for (const reference of ['a', 'b', 'a', 'a']) ids.push((await create(ask, { ...TALK, reference })).id)
    const first = (await (await ask('/v1/translations?reference=a&limit=2')).json()) as TranslationPage
    expect(first.items.map(({ id }) => id)).toEqual([ids[3], ids[2]])
    const rest = await ask(`/v1/translations?reference=a&limit=2&cursor=${first.nextCursor}`)
    const second = (await rest.json()) as TranslationPage
    expect(second.items.map(({ id }) => id)).toEqual([ids[0]])
    expect(second.nextCursor).toBeUndefined()
    const byText = (await (
      await ask('/v1/translations?text=TALK&status=completed&status=error')
    ).json()) as TranslationPage
    expect(byText.items).toEqual([])
  })

  it('returns many by id in the requested order, and lists the missing ones', async () => {
    const ask = inProcess(await startSlowServer())
    const one = await create(ask)
    const two = await create(ask)
    const page = await (await ask(`/v1/translations?id=${two.id}&id=tr_0&id=${one.id}&id=${two.id}`)).json()
    expect(page).toMatchObject({ items: [{ id: two.id }, { id: one.id }], missing: ['tr_0'] })
  })

  it('filters by target language, and counts by status what matches', async () => {
    const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
    const server = await startSlowServer({ apiKeys: keys })
    const [ann, bob] = keys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const { id } = await create(ann)
    await create(ann, { ...TALK, to: ['ca'], reference: 'r' })
    await create(bob)
    const page = (await (await ann('/v1/translations?to=fr')).json()) as TranslationPage
    expect(page.items.map((item) => item.id)).toEqual([id])
    await ann(`/v1/translations/${id}/cancel`, { method: 'POST' })
    await untilFinal(ann, id)
    const counts = await (await ann('/v1/translations/counts')).json()
    expect(counts).toMatchObject({ all: 2, byStatus: { canceled: 1, error: 0 } })
    const some = await (await ann('/v1/translations/counts?to=ca&text=R&engine=test')).json()
    expect(some).toMatchObject({ all: 1, byStatus: { canceled: 0 } })
  })

  it('refuses more than a hundred ids, and ids mixed with filters', async () => {
    const ask = inProcess(await startServer())
    const many = Array.from({ length: 101 }, (_, index) => `id=tr_${index}`).join('&')
    expect((await ask(`/v1/translations?${many}`)).status).toBe(400)
    expect((await ask('/v1/translations?id=tr_0&engine=x')).status).toBe(400)
  })
})

describe('canceling and deleting', () => {
  it('cancels repeatedly, and does not change an ended translation', async () => {
    const ask = inProcess(await startSlowServer())
    const { id } = await create(ask)
    const first = await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
    expect([200, 202]).toContain(first.status)
    const canceled = await untilFinal(ask, id)
    expect(canceled).toMatchObject({ status: 'canceled' })
    const again = await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
    expect(again.status).toBe(200)
    expect(((await again.json()) as Translation).version).toBe(canceled.version)
    expect((await ask('/v1/translations/tr_0/cancel', { method: 'POST' })).status).toBe(404)
  })

  it('deletes a running translation and its files, and repeats it without an error', async () => {
    const ask = inProcess(await startSlowServer())
    const { id } = await create(ask)
    for (const _ of [1, 2])
      expect((await ask(`/v1/translations/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`/v1/translations/${id}`)).status).toBe(404)
  })
})

/** Resolves when a server of this process has begun to handle a request. */
function handlingOf(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const note = (message: unknown): void => {
    if ((message as { request: FastifyRequest }).request.url !== path) return
    unsubscribe(HANDLING, note)
    resolve()
  }
  subscribe(HANDLING, note)
  return promise
}

const HANDLING = 'tracing:fastify.request.handler:start'
