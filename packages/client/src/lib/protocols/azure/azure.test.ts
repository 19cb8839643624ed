import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import type { Translation } from 'video-translation-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'
import { type Script, scripted } from '../../../../test/support/scripted.ts'
import { azure } from './azure.ts'

// Shortened bodies from the examples of Azure's specification: Azure/azure-rest-api-specs (MIT
// licence), data-plane/Speech/VideoTranslation/stable/2026-03-01/examples.
const SAS = 'sv=2023-01-03&st=2024-05-20T08%3A27%3A15Z&se=2024-05-21T08%3A27%3A15Z&sr=b&sp=r&sig=xxx'
const blob = (name: string): string => `https://xxx.blob.core.windows.net/container1/${name}?${SAS}`
const RESULT = {
  translatedVideoFileUrl: blob('video.mp4'),
  sourceLocaleSubtitleWebvttFileUrl: blob('sourceLocale.vtt'),
  targetLocaleSubtitleWebvttFileUrl: blob('targetLocale.vtt'),
  metadataJsonWebvttFileUrl: blob('metadataJsonLocale.vtt'),
  reportFileUrl: blob('report.json'),
}
const SUCCEEDED = {
  id: 'TranslateMyZhCNVideo-Iteration-1',
  status: 'Succeeded',
  createdDateTime: '2023-04-10T05:30:00.000Z',
  lastActionDateTime: '2023-04-10T05:45:30.000Z',
  input: { speakerCount: 3 },
  result: RESULT,
}
const TRANSLATION = {
  id: 'TranslateMyZhCNVideo',
  displayName: 'hello.mp4',
  description: 'Translate video from en-US to zh-CN.',
  input: {
    sourceLocale: 'en-US',
    targetLocale: 'zh-CN',
    voiceKind: 'PlatformVoice',
    videoFileUrl: blob('hello.mp4'),
    autoCreateFirstIteration: true,
  },
  createdDateTime: '2023-04-01T05:30:00.000Z',
}
const PATH = 'GET /translations/TranslateMyZhCNVideo'

const seen = async (translation: object, more: Script = {}, id = TRANSLATION.id): Promise<Translation> =>
  await scripted({ [PATH]: { ...TRANSLATION, ...translation }, ...more }).client.get(id)

afterEach(() => void vi.useRealTimers())

describe('a translation at Azure', () => {
  it('goes on with an iteration that is not its first, and never with its first, however late', async () => {
    const late = { ...SUCCEEDED, status: 'Running', result: undefined }
    expect(await seen({ latestIteration: late })).not.toHaveProperty('continuedAt')
    const { createdDateTime: continuedAt } = late
    const edited = { ...late, id: 'edit.2' }
    expect(await seen({ latestIteration: edited })).toMatchObject({ continuedAt })
    const latestSucceededIteration = {
      ...SUCCEEDED,
      id: 'first',
      createdDateTime: '2023-04-02T05:30:00.000Z',
    }
    expect(await seen({ latestIteration: late, latestSucceededIteration })).toMatchObject({ continuedAt })
    const own = { latestIteration: SUCCEEDED, latestSucceededIteration: SUCCEEDED }
    expect(await seen(own)).not.toHaveProperty('continuedAt')
  })

  it('shows everything that Azure sends, except the signature of the URL', async () => {
    expect(await seen({ latestIteration: SUCCEEDED, properties: { timeToLiveInHours: 48 } })).toMatchObject({
      id: 'TranslateMyZhCNVideo',
      engine: 'azure',
      status: 'completed',
      from: 'en-US',
      reference: 'Translate video from en-US to zh-CN.',
      source: { url: 'https://xxx.blob.core.windows.net/container1/hello.mp4', name: 'hello.mp4' },
      createdAt: '2023-04-01T05:30:00.000Z',
      updatedAt: '2023-04-10T05:45:30.000Z',
      expiresAt: '2023-04-03T05:30:00.000Z',
      targets: [
        {
          language: 'zh-CN',
          status: 'completed',
          rawStatus: 'Succeeded',
          finishedAt: '2023-04-10T05:45:30.000Z',
        },
      ],
    })
  })

  it('has named files, each with the expiry of its signature', async () => {
    const { artifacts, targets } = await seen({ latestIteration: SUCCEEDED })
    const all = [...artifacts, ...targets[0]!.artifacts]
    expect(all.map(({ name, mediaType }) => `${name} ${mediaType}`)).toEqual([
      'en-US.vtt text/vtt',
      'zh-CN.mp4 video/mp4',
      'zh-CN.vtt text/vtt',
      'zh-CN.metadata.vtt text/vtt',
      'zh-CN.report.json application/json',
    ])
    expect(new Set(all.map(({ urlExpiresAt }) => urlExpiresAt))).toEqual(
      new Set(['2024-05-21T08:27:15.000Z']),
    )
  })

  it('of audio only is completed with the audio', async () => {
    const result = { translatedAudioFileUrl: blob('audio.mp3') }
    const { status, targets } = await seen({ latestIteration: { ...SUCCEEDED, result } })
    expect([status, targets[0]!.artifacts[0]!.name, targets[0]!.artifacts[0]!.mediaType]).toEqual([
      'completed',
      'zh-CN.mp3',
      'audio/mpeg',
    ])
  })

  it.each([
    ['NotStarted', 'pending'],
    ['Running', 'running'],
    ['Failed', 'error'],
    ['Canceled', 'canceled'],
    ['Reticulating', 'running'],
  ])('with the iteration %s is %s', async (status, expected) => {
    const it = await seen({ latestIteration: { id: 'Initial', status } })
    expect([it.status, it.targets[0]!.rawStatus]).toEqual([expected, status])
  })

  it('that failed has the reason', async () => {
    const iteration = { id: 'Initial', status: 'Failed', failureReason: 'No speech in the video.' }
    const { targets } = await seen({ latestIteration: iteration })
    expect(targets[0]!.error).toEqual({ code: 'failed', message: 'No speech in the video.' })
  })
})

describe('a translation without an iteration', () => {
  it.each([
    ['NotStarted', 'pending'],
    ['Running', 'running'],
    ['Succeeded', 'pending'],
    ['Failed', 'error'],
    ['Canceled', 'canceled'],
  ])('with the creation %s is %s', async (status, expected) => {
    const operation = { 'GET /operations/Create-1': { id: 'Create-1', status } }
    expect((await seen({}, operation, `${TRANSLATION.id}::Create-1`)).status).toBe(expected)
  })

  it('is not done, even if its creation succeeded', async () => {
    expect((await seen({ status: 'Succeeded' })).status).toBe('pending')
  })

  it('with a reason for a failure has failed', async () => {
    const { status, targets } = await seen({ failureReason: 'The video cannot be read.' })
    expect([status, targets[0]!.error?.message]).toEqual(['error', 'The video cannot be read.'])
  })
})

describe('the iteration that decides the status', () => {
  it('is the one in the id, even if there is a later one', async () => {
    const path = `${PATH}/iterations/First`
    const it = await seen(
      { latestIteration: { id: 'Second', status: 'Failed' } },
      { [path]: { ...SUCCEEDED, id: 'First' } },
      'TranslateMyZhCNVideo:First',
    )
    expect(it.status).toBe('completed')
  })

  it('is requested separately if the translation does not include its result', async () => {
    const latestIteration = { ...SUCCEEDED, result: undefined }
    const it = await seen({ latestIteration }, { [`${PATH}/iterations/${SUCCEEDED.id}`]: SUCCEEDED })
    expect(it.status).toBe('completed')
  })
})

describe('succeeded, but without a URL', () => {
  useVirtualTime()

  const iteration = (minutesAgo: number) => ({
    id: 'Initial',
    status: 'Succeeded',
    lastActionDateTime: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
  })

  it('is not completed yet', async () => {
    const { targets } = await seen({ latestIteration: iteration(9) })
    expect(targets[0]).toMatchObject({ status: 'running', rawStatus: 'Succeeded', warnings: [] })
  })

  it('is completed after ten minutes, with a warning', async () => {
    const { targets } = await seen({ latestIteration: iteration(11) })
    expect(targets[0]).toMatchObject({ status: 'completed', warnings: [{ code: 'no_url' }] })
  })

  it('ends a wait after ten minutes, even if Azure sends no time', async () => {
    const latestIteration = { id: 'Initial', status: 'Succeeded' }
    const { client } = scripted({ [PATH]: { ...TRANSLATION, latestIteration } })
    const startedMs = Date.now()
    let endedMs = 0
    const waiting = client.wait(TRANSLATION.id, { schedule: 'fixed', minDelayMs: 20_000 })
    void waiting.then(() => (endedMs = Date.now()))
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    expect((endedMs - startedMs) / 60_000).toBeGreaterThanOrEqual(10)
    expect((await waiting).targets[0]!.warnings).toMatchObject([{ code: 'no_url' }])
  })
})

describe('several languages', () => {
  const locale = (targetLocale: string, latestIteration: object) => ({
    ...TRANSLATION,
    id: `k.${targetLocale}`,
    input: { ...TRANSLATION.input, targetLocale },
    latestIteration,
  })
  const script = {
    'GET /translations/k.es-ES': locale('es-ES', SUCCEEDED),
    'GET /translations/k.fr-FR': locale('fr-FR', { id: 'Initial', status: 'Failed' }),
  }

  it('have one id made of Azure’s ids, and a status each', async () => {
    const { status, targets } = await scripted(script).client.get('k.es-ES,k.fr-FR')
    expect(status).toBe('partial')
    expect(targets.map(({ language, status }) => [language, status])).toEqual([
      ['es-ES', 'completed'],
      ['fr-FR', 'error'],
    ])
  })

  it('stay if one of them is deleted', async () => {
    const { targets } = await scripted(script).client.get('k.es-ES,k.pt-BR')
    expect(targets).toMatchObject([
      { language: 'es-ES', status: 'completed' },
      { language: 'pt-BR', status: 'error', error: { code: 'deleted' } },
    ])
  })

  it('are not found if all of them are deleted', async () => {
    await expect(scripted({}).client.get('k.es-ES,k.pt-BR')).rejects.toMatchObject({ status: 404 })
  })

  it('can be notified by the id of any', () => {
    expect(azure().partsOf?.('k.es-ES:Initial:c.k.es-ES,k.fr-FR::c.k.fr-FR')).toEqual(['k.es-ES', 'k.fr-FR'])
  })
})

describe('unexpected responses', () => {
  it.each([[null], [[]], ['Succeeded'], [7], [{}], [{ id: null }], [{ id: '' }]])(
    '%j is no translation',
    async (body) => {
      const { client } = scripted({ [PATH]: Response.json(body) })
      await expect(client.get(TRANSLATION.id)).rejects.toMatchObject({ code: 'invalid_response' })
    },
  )

  it.each([
    { input: null, latestIteration: null },
    { input: [], latestIteration: 'Succeeded' },
    { input: { targetLocale: 7 }, latestIteration: { id: 7, status: null, result: [] } },
    { latestIteration: { id: 'Initial', status: 'Succeeded', result: { translatedVideoFileUrl: 'soon' } } },
    { createdDateTime: 'yesterday', properties: { timeToLiveInHours: 1e300 }, latestIteration: {} },
    { latestIteration: { id: 'Initial', status: { code: 'Succeeded' }, lastActionDateTime: 5 } },
  ])('%j does not end the translation', async (members) => {
    const { status } = await seen(members)
    expect(status).toMatch(/^(pending|running)$/)
  })
})

it('any response becomes a translation or a clear error', async () => {
  const any = fc.jsonValue({ maxDepth: 2 })
  const iteration = fc.record(
    {
      id: fc.oneof(any, fc.constant('Initial')),
      status: fc.oneof(any, fc.constantFrom('Succeeded', 'Failed')),
      result: fc.oneof(any, fc.record({ translatedVideoFileUrl: any, translatedAudioFileUrl: any })),
      lastActionDateTime: any,
      failureReason: any,
    },
    { requiredKeys: [] },
  )
  const translation = fc.record(
    {
      id: fc.constant(TRANSLATION.id),
      input: fc.oneof(any, fc.record({ targetLocale: any, videoFileUrl: any })),
      latestIteration: fc.oneof(any, iteration),
      latestSucceededIteration: fc.oneof(any, iteration),
      displayName: any,
      description: any,
      createdDateTime: any,
      properties: any,
      failureReason: any,
    },
    { requiredKeys: ['id'] },
  )
  await fc.assert(
    fc.asyncProperty(translation, async (body) => {
      const { client } = scripted({ [PATH]: body })
      const [outcome] = await client.getMany([TRANSLATION.id])
      if (outcome?.error) expect(outcome.error).toMatchObject({ code: 'invalid_response' })
      else if (outcome?.translation?.status === 'completed')
        expect(JSON.stringify(body)).toContain('Succeeded')
    }),
    { numRuns: 300, seed: 20_261_130 },
  )
})

describe('an error of Azure', () => {
  const refused = async (body: unknown, status = 400) =>
    await scripted({ [PATH]: Response.json(body, { status }) })
      .client.get(TRANSLATION.id)
      .catch((error: unknown) => error)

  it('has its code, and the invalid field', async () => {
    const error = {
      code: 'InvalidRequest',
      message: 'The input is wrong.',
      details: [{ code: 'InvalidLocale', target: 'input.targetLocale', message: 'No such locale.' }],
      innererror: { code: 'LocaleNotSupported' },
    }
    expect(await refused({ error })).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining('The input is wrong.'),
      problem: { errors: [{ pointer: 'input.targetLocale', detail: 'No such locale.' }] },
    })
  })

  it.each([[{}], [{ error: null }], [{ error: 'no' }], [{ error: { code: 7, details: 'x' } }], [[]]])(
    '%j is still an error',
    async (body) => {
      expect(await refused(body, 403)).toMatchObject({ name: 'ApiError', status: 403 })
    },
  )
})

it('docs/vendors/azure.md lists every word with its status', () => {
  const page = readFileSync(new URL('../../../../../../docs/vendors/azure.md', import.meta.url), 'utf8')
  const [, table = ''] = page.split('| Azure says | status |')
  const rows = [...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \| `(\w+)`(?:, code `(\w+)`)? \|/gm)]
  const documented = rows.map(([, word, status, code]) => [word, code ? { status, code } : status])
  expect(Object.fromEntries(documented)).toEqual(azure().words)
})
