import { describe, expect, it } from 'vitest'
import { advanceUntilSettled, useVirtualTime } from '../../../../test/support/virtual-time.ts'
import { type ScriptedRequest, scripted } from '../../../../test/support/scripted.ts'
import type { AzureRequest } from './request.ts'

const SOURCE = 'https://talks.blob.core.windows.net/c/talk.mp4?sig=s'
const SPANISH: AzureRequest = { source: SOURCE, to: ['es-ES'], idempotencyKey: 'talk-1' }
const PUT = 'PUT /translations/talk-1.es-ES'

/** A server that accepts every `PUT`, like Azure's examples. */
function taking({ route, body }: ScriptedRequest): object {
  const id = route.split('/').at(-1)
  const input = body['input'] as Record<string, unknown>
  const latestIteration = input['autoCreateFirstIteration'] && {
    id: 'Initial',
    status: 'NotStarted',
    input: {},
  }
  return { id, input, createdDateTime: '2026-04-01T05:30:00.000Z', latestIteration }
}

useVirtualTime()

describe('a create at Azure', () => {
  it('sends one PUT for each language, in Azure’s words', async () => {
    const { client, requests } = scripted({ [PUT]: taking, 'PUT /translations/talk-1.pt-BR': taking })
    const { id } = await advanceUntilSettled(
      client.create({
        ...SPANISH,
        from: 'en',
        to: ['es-ES', 'pt'],
        name: 'Talk',
        reference: 'r-7',
        voiceKind: 'PersonalVoice',
        options: {
          input: { enableLipSync: true },
          firstIterationInput: { enableVideoSpeedAdjustment: true },
          properties: { timeToLiveInHours: 48 },
        },
      }),
    )
    expect(id).toBe('talk-1.es-ES:Initial:create.talk-1.es-ES,talk-1.pt-BR:Initial:create.talk-1.pt-BR')
    expect(requests.map(({ route }) => route)).toEqual([PUT, 'PUT /translations/talk-1.pt-BR'])
    expect(requests[0]!.headers.get('operation-id')).toBe('create.talk-1.es-ES')
    expect(requests[0]!.url.search).toBe('?api-version=2026-03-01')
    expect(requests[1]!.body).toEqual({
      displayName: 'Talk',
      description: 'r-7',
      properties: { timeToLiveInHours: 48 },
      input: {
        sourceLocale: 'en-US',
        targetLocale: 'pt-BR',
        voiceKind: 'PersonalVoice',
        videoFileUrl: SOURCE,
        autoCreateFirstIteration: true,
        enableLipSync: true,
      },
      firstIterationInput: { enableVideoSpeedAdjustment: true },
    })
  })

  it('of audio only sends an audio URL', async () => {
    const { client, requests } = scripted({ [PUT]: taking })
    await advanceUntilSettled(
      client.create({ ...SPANISH, source: 'https://x.blob.core.windows.net/c/talk.MP3?sig=s' }),
    )
    expect(requests[0]!.body['input']).toMatchObject({ audioFileUrl: expect.stringContaining('talk.MP3') })
    expect(requests[0]!.body['input']).not.toHaveProperty('videoFileUrl')
  })

  it.each([
    ['a File', { source: new File(['x'], 'talk.mp4') as never }, /Azure takes no uploads.*blob/],
    ['a path', { source: './talk.mp4' }, /URL of a blob/],
    ['no language', { to: [] }, /`to` has to contain at least one locale/],
    ['an invalid locale', { to: ['es-ES', 'Spanish'] }, /not "Spanish"/],
    ['an invalid source language', { from: 'x' }, /`from`/],
  ])('with %s is refused before any request', async (_, wrong, message) => {
    const { client, requests } = scripted({ [PUT]: taking })
    await expect(client.create({ ...SPANISH, ...wrong })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    })
    expect(requests).toEqual([])
  })

  it('with the same key has the same ids, for any form of key', async () => {
    const ids = async (idempotencyKey?: string) => {
      const any = new Proxy({}, { get: () => taking })
      const { client } = scripted(any)
      return (await client.create({ ...SPANISH, ...(idempotencyKey !== undefined && { idempotencyKey }) })).id
    }
    const odd = 'order 7/ünï — ' + 'x'.repeat(200)
    expect(await ids(odd)).toBe(await ids(odd))
    expect(await ids(odd)).not.toBe(await ids(`${odd}!`))
    for (const part of (await ids(odd)).split(':'))
      expect(part).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]$/)
  })

  it('without a key has new ids each time', async () => {
    const any = new Proxy({}, { get: () => taking })
    const { client } = scripted(any)
    const { idempotencyKey: _, ...request } = SPANISH
    expect((await client.create(request)).id).not.toBe((await client.create(request)).id)
  })
})

describe('a create with a lost response', () => {
  it('is searched for before it is repeated', async () => {
    const made = {
      ...taking({
        route: PUT,
        body: { input: { targetLocale: 'es-ES', autoCreateFirstIteration: true } },
      } as unknown as ScriptedRequest),
    }
    const lost = () => Response.json({}, { status: 503 })
    const { client, requests } = scripted(
      { [PUT]: lost, 'GET /translations/talk-1.es-ES': made },
      { retry: { limit: 3 } },
    )
    expect((await advanceUntilSettled(client.create(SPANISH))).targets).toMatchObject([{ language: 'es-ES' }])
    expect(requests.map(({ route }) => route.split(' ')[0])).toEqual(['PUT', 'GET'])
  })

  it('is the existing translation if Azure reports a conflict', async () => {
    const conflict = () => Response.json({ error: { code: 'Conflict', message: 'Exists.' } }, { status: 409 })
    const there = {
      id: 'talk-1.es-ES',
      input: { targetLocale: 'es-ES' },
      latestIteration: { id: 'Initial', status: 'Running' },
    }
    const { client } = scripted({ [PUT]: conflict, 'GET /translations/talk-1.es-ES': there })
    expect((await advanceUntilSettled(client.create(SPANISH))).status).toBe('running')
  })

  it('names the key to continue with if it stays lost', async () => {
    const lost = () => Response.json({}, { status: 503 })
    const { client } = scripted({ [PUT]: lost })
    await expect(advanceUntilSettled(client.create(SPANISH))).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('idempotencyKey "talk-1"'),
    })
  })

  it('names the running first language if the second is refused', async () => {
    const { client } = scripted({ [PUT]: taking })
    await expect(
      advanceUntilSettled(client.create({ ...SPANISH, to: ['es-ES', 'xx-XX'] })),
    ).rejects.toMatchObject({
      status: 404,
      message: expect.stringMatching(/These were created: talk-1\.es-ES\. .* idempotencyKey "talk-1"/),
    })
  })
})

describe('a create with version 2025-05-20', () => {
  const FIRST = `${PUT}/iterations/first`
  const operation = (...statuses: string[]) => {
    let count = 0
    return () => ({ id: 'create.talk-1.es-ES', status: statuses[Math.min(count++, statuses.length - 1)] })
  }
  const OPERATION = 'GET /operations/create.talk-1.es-ES'

  it('creates the translation, waits for it, and then creates its iteration', async () => {
    const { client, requests } = scripted(
      {
        [PUT]: taking,
        [OPERATION]: operation('NotStarted', 'Running', 'Succeeded'),
        [FIRST]: { id: 'first', status: 'NotStarted' },
      },
      { apiVersion: '2025-05-20' },
    )
    const options = { firstIterationInput: { subtitleFontSize: 12 } }
    const { id, status } = await advanceUntilSettled(client.create({ ...SPANISH, options }))
    expect([id, status]).toEqual(['talk-1.es-ES:first:translate.talk-1.es-ES', 'pending'])
    expect(requests.map(({ route }) => route)).toEqual([PUT, OPERATION, OPERATION, OPERATION, FIRST])
    expect(requests[0]!.body).not.toHaveProperty('firstIterationInput')
    expect(requests[0]!.body['input']).not.toHaveProperty('autoCreateFirstIteration')
    expect(requests.at(-1)!.body).toEqual({ input: { subtitleFontSize: 12 } })
    expect(requests.at(-1)!.headers.get('operation-id')).toBe('translate.talk-1.es-ES')
  })

  it('is a failed translation if the creation fails', async () => {
    const { client, requests } = scripted(
      { [PUT]: taking, [OPERATION]: operation('Running', 'Failed') },
      { apiVersion: '2025-05-20' },
    )
    expect((await advanceUntilSettled(client.create(SPANISH))).status).toBe('error')
    expect(requests.map(({ route }) => route)).not.toContain(FIRST)
  })

  it('gives up after ten minutes, and names the key to continue with', async () => {
    const { client, requests } = scripted(
      { [PUT]: taking, [OPERATION]: operation('Running') },
      { apiVersion: '2025-05-20' },
    )
    await expect(advanceUntilSettled(client.create(SPANISH))).rejects.toThrow(
      /still creating .* idempotencyKey "talk-1"/,
    )
    expect(requests.length).toBeLessThan(310)
  })

  it('continues an earlier create, even if Azure no longer knows its operation', async () => {
    const there = { id: 'talk-1.es-ES', input: { targetLocale: 'es-ES' } }
    const { client, requests } = scripted(
      { [PUT]: there, [FIRST]: { id: 'first', status: 'NotStarted' } },
      { apiVersion: '2025-05-20' },
    )
    await advanceUntilSettled(client.create(SPANISH))
    expect(requests.map(({ route }) => route)).toEqual([PUT, OPERATION, FIRST])
  })

  it('waits as long as Azure asks between two polls', async () => {
    const slow = () => Response.json({ id: 'o', status: 'Running' }, { headers: { 'retry-after': '30' } })
    const { client, requests } = scripted({ [PUT]: taking, [OPERATION]: slow }, { apiVersion: '2025-05-20' })
    await advanceUntilSettled(client.create(SPANISH)).catch(() => {})
    expect(requests.length).toBeLessThan(25)
  })
})
