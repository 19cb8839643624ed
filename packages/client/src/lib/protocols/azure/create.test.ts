import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Asked, scripted } from '../../../../test/support/scripted.ts'
import type { AzureRequest } from './request.ts'

const SOURCE = 'https://talks.blob.core.windows.net/c/talk.mp4?sig=s'
const SPANISH: AzureRequest = { source: SOURCE, to: ['es-ES'], idempotencyKey: 'talk-1' }
const PUT = 'PUT /translations/talk-1.es-ES'

/** A server that takes everything, as Azure's examples show it. */
function taking({ route, body }: Asked): object {
  const id = route.split('/').at(-1)
  const input = body['input'] as Record<string, unknown>
  const latestIteration = input['autoCreateFirstIteration'] && {
    id: 'Initial',
    status: 'NotStarted',
    input: {},
  }
  return { id, input, createdDateTime: '2026-04-01T05:30:00.000Z', latestIteration }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Lets time pass until a promise is settled. */
async function passed<T>(promise: Promise<T>): Promise<T> {
  const settled = { yet: false }
  const note = () => void (settled.yet = true)
  promise.then(note, note)
  for (let second = 0; second < 3600 && !settled.yet; second++) await vi.advanceTimersByTimeAsync(1000)
  return await promise
}

describe('a create at Azure', () => {
  it('is one PUT for each language, in Azure’s words', async () => {
    const { client, asked } = scripted({ [PUT]: taking, 'PUT /translations/talk-1.pt-BR': taking })
    const { id } = await passed(
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
    expect(asked.map(({ route }) => route)).toEqual([PUT, 'PUT /translations/talk-1.pt-BR'])
    expect(asked[0]!.headers.get('operation-id')).toBe('create.talk-1.es-ES')
    expect(asked[0]!.url.search).toBe('?api-version=2026-03-01')
    expect(asked[1]!.body).toEqual({
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

  it('of a sound alone says so', async () => {
    const { client, asked } = scripted({ [PUT]: taking })
    await passed(client.create({ ...SPANISH, source: 'https://x.blob.core.windows.net/c/talk.MP3?sig=s' }))
    expect(asked[0]!.body['input']).toMatchObject({ audioFileUrl: expect.stringContaining('talk.MP3') })
    expect(asked[0]!.body['input']).not.toHaveProperty('videoFileUrl')
  })

  it.each([
    ['a File', { source: new File(['x'], 'talk.mp4') as never }, /Azure takes no uploads.*blob/],
    ['a path', { source: './talk.mp4' }, /URL of a blob/],
    ['no language', { to: [] }, /`to` has to contain at least one locale/],
    ['something that is no locale', { to: ['es-ES', 'Spanish'] }, /not "Spanish"/],
    ['a source language that is none', { from: 'x' }, /`from`/],
  ])('from %s is refused before anything is sent', async (_, wrong, message) => {
    const { client, asked } = scripted({ [PUT]: taking })
    await expect(client.create({ ...SPANISH, ...wrong })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    })
    expect(asked).toEqual([])
  })

  it('with the same key has the same ids, whatever the key looks like', async () => {
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

  it('without a key is another one each time', async () => {
    const any = new Proxy({}, { get: () => taking })
    const { client } = scripted(any)
    const { idempotencyKey: _, ...request } = SPANISH
    expect((await client.create(request)).id).not.toBe((await client.create(request)).id)
  })
})

describe('a create that is not sure to have happened', () => {
  it('is looked for before it is repeated', async () => {
    const made = {
      ...taking({
        route: PUT,
        body: { input: { targetLocale: 'es-ES', autoCreateFirstIteration: true } },
      } as unknown as Asked),
    }
    const lost = () => Response.json({}, { status: 503 })
    const { client, asked } = scripted(
      { [PUT]: lost, 'GET /translations/talk-1.es-ES': made },
      { retry: { limit: 3 } },
    )
    expect((await passed(client.create(SPANISH))).targets).toMatchObject([{ language: 'es-ES' }])
    expect(asked.map(({ route }) => route.split(' ')[0])).toEqual(['PUT', 'GET'])
  })

  it('is the translation that is there, where Azure says that there is one already', async () => {
    const conflict = () => Response.json({ error: { code: 'Conflict', message: 'Exists.' } }, { status: 409 })
    const there = {
      id: 'talk-1.es-ES',
      input: { targetLocale: 'es-ES' },
      latestIteration: { id: 'Initial', status: 'Running' },
    }
    const { client } = scripted({ [PUT]: conflict, 'GET /translations/talk-1.es-ES': there })
    expect((await passed(client.create(SPANISH))).status).toBe('running')
  })

  it('and never becomes so, says by which key it is gone on with', async () => {
    const lost = () => Response.json({}, { status: 503 })
    const { client } = scripted({ [PUT]: lost })
    await expect(passed(client.create(SPANISH))).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('idempotencyKey "talk-1"'),
    })
  })

  it('and that fails for its second language says what of the first is running', async () => {
    const { client } = scripted({ [PUT]: taking })
    await expect(passed(client.create({ ...SPANISH, to: ['es-ES', 'xx-XX'] }))).rejects.toMatchObject({
      status: 404,
      message: expect.stringMatching(/These were created: talk-1\.es-ES\. .* idempotencyKey "talk-1"/),
    })
  })
})

describe('a create with version 2025-05-20', () => {
  const FIRST = `${PUT}/iterations/first`
  const operation = (...statuses: string[]) => {
    let asked = 0
    return () => ({ id: 'create.talk-1.es-ES', status: statuses[Math.min(asked++, statuses.length - 1)] })
  }
  const OPERATION = 'GET /operations/create.talk-1.es-ES'

  it('makes the translation, waits until Azure has it, and then its iteration', async () => {
    const { client, asked } = scripted(
      {
        [PUT]: taking,
        [OPERATION]: operation('NotStarted', 'Running', 'Succeeded'),
        [FIRST]: { id: 'first', status: 'NotStarted' },
      },
      { apiVersion: '2025-05-20' },
    )
    const options = { firstIterationInput: { subtitleFontSize: 12 } }
    const { id, status } = await passed(client.create({ ...SPANISH, options }))
    expect([id, status]).toEqual(['talk-1.es-ES:first:translate.talk-1.es-ES', 'pending'])
    expect(asked.map(({ route }) => route)).toEqual([PUT, OPERATION, OPERATION, OPERATION, FIRST])
    expect(asked[0]!.body).not.toHaveProperty('firstIterationInput')
    expect(asked[0]!.body['input']).not.toHaveProperty('autoCreateFirstIteration')
    expect(asked.at(-1)!.body).toEqual({ input: { subtitleFontSize: 12 } })
    expect(asked.at(-1)!.headers.get('operation-id')).toBe('translate.talk-1.es-ES')
  })

  it('is a translation that failed, where its creation does', async () => {
    const { client, asked } = scripted(
      { [PUT]: taking, [OPERATION]: operation('Running', 'Failed') },
      { apiVersion: '2025-05-20' },
    )
    expect((await passed(client.create(SPANISH))).status).toBe('error')
    expect(asked.map(({ route }) => route)).not.toContain(FIRST)
  })

  it('gives up after ten minutes, and says how to go on', async () => {
    const { client, asked } = scripted(
      { [PUT]: taking, [OPERATION]: operation('Running') },
      { apiVersion: '2025-05-20' },
    )
    await expect(passed(client.create(SPANISH))).rejects.toThrow(/still creating .* idempotencyKey "talk-1"/)
    expect(asked.length).toBeLessThan(310)
  })

  it('goes on with what an earlier one left, even where Azure has forgotten its operation', async () => {
    const there = { id: 'talk-1.es-ES', input: { targetLocale: 'es-ES' } }
    const { client, asked } = scripted(
      { [PUT]: there, [FIRST]: { id: 'first', status: 'NotStarted' } },
      { apiVersion: '2025-05-20' },
    )
    await passed(client.create(SPANISH))
    expect(asked.map(({ route }) => route)).toEqual([PUT, OPERATION, FIRST])
  })

  it('waits between two looks as long as Azure asks', async () => {
    const slow = () => Response.json({ id: 'o', status: 'Running' }, { headers: { 'retry-after': '30' } })
    const { client, asked } = scripted({ [PUT]: taking, [OPERATION]: slow }, { apiVersion: '2025-05-20' })
    await passed(client.create(SPANISH)).catch(() => {})
    expect(asked.length).toBeLessThan(25)
  })
})
