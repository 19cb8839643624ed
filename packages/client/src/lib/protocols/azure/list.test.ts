import type { Translation } from 'video-translation-client'
import { describe, expect, it } from 'vitest'
import { scripted } from '../../../../test/support/scripted.ts'

const translation = (id: string, status: string, members: object = {}) => ({
  id,
  input: { targetLocale: 'es-ES' },
  latestIteration: { id: 'Initial', status },
  ...members,
})

describe('a list of Azure', () => {
  it('continues with the query of its link, and sends the key to no other server', async () => {
    // The link has another path in Azure's own examples as well.
    const pages = [
      {
        value: [translation('one', 'Running')],
        nextLink:
          'https://evil.example/video-translation/translations?skip=1&maxpagesize=1&api-version=2020-01-01',
      },
      { value: [translation('two', 'Failed')] },
    ]
    const { client, requests } = scripted({ 'GET /translations': () => pages.shift() })
    const all = await listed(client.list({ limit: 1 }))
    expect(all.map(({ id, status }) => [id, status])).toEqual([
      ['one:Initial', 'running'],
      ['two:Initial', 'error'],
    ])
    expect(requests.map(({ url }) => url.href)).toEqual([
      'https://eastus.api.example/videotranslation/translations?maxpagesize=1&api-version=2026-03-01',
      'https://eastus.api.example/videotranslation/translations?skip=1&maxpagesize=1&api-version=2026-03-01',
    ])
  })

  it('ends if its link leads to the same page', async () => {
    const page = { value: [], nextLink: '/translations?skip=1' }
    const { client, requests } = scripted({ 'GET /translations': () => page })
    expect(await listed(client.list())).toEqual([])
    expect(requests).toHaveLength(2)
  })

  it('is filtered by the client, because Azure cannot', async () => {
    const value = [
      translation('one', 'Running', { description: 'mine', displayName: 'Talk.mp4' }),
      translation('two', 'Failed', { description: 'yours' }),
    ]
    const { client } = scripted({ 'GET /translations': { value } })
    const ids = async (filter: object) => (await listed(client.list(filter))).map(({ id }) => id)
    expect(await ids({ status: ['error'] })).toEqual(['two:Initial'])
    expect(await ids({ reference: 'mine' })).toEqual(['one:Initial'])
    expect(await ids({ text: 'talk' })).toEqual(['one:Initial'])
    expect(await ids({ engine: 'pipeline' })).toEqual([])
  })

  it('fails without a list, and skips items that are not translations', async () => {
    await expect(listed(scripted({ 'GET /translations': {} }).client.list())).rejects.toMatchObject({
      code: 'invalid_response',
    })
    const value = [null, 7, {}, { id: 'a,b' }, translation('one', 'Running')]
    expect(await listed(scripted({ 'GET /translations': { value } }).client.list())).toHaveLength(1)
  })
})

describe('the API key', () => {
  const asks = async (auth?: 'key' | 'entra') => {
    const { client, requests } = scripted(
      { 'GET /translations/one': translation('one', 'Running') },
      { ...(auth && { auth }) },
    )
    await client.get('one')
    return requests[0]!.headers
  }

  it('is the key of a resource, or a token of Entra', async () => {
    expect((await asks()).get('ocp-apim-subscription-key')).toBe('secret')
    const headers = await asks('entra')
    expect([headers.get('authorization'), headers.get('ocp-apim-subscription-key')]).toEqual([
      'Bearer secret',
      null,
    ])
  })
})

it('an id that Azure cannot have is refused before any request', async () => {
  const { client, requests } = scripted({})
  for (const id of ['x', 'a/../b', 'one:two:three:four', 'one,,two', '../../keys'])
    await expect(client.get(id)).rejects.toMatchObject({ code: 'invalid_argument' })
  expect(requests).toEqual([])
})

async function listed(list: AsyncIterable<Translation>): Promise<Translation[]> {
  const all: Translation[] = []
  for await (const each of list) all.push(each)
  return all
}
