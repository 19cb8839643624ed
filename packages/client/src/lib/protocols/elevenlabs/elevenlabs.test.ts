import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { connect, DUB, LANGUAGE, PROJECT, projectOf } from '../../../../test/support/elevenlabs.ts'
import { elevenLabs, elevenLabsProjects } from '../../../protocols/elevenlabs.ts'
import type { StatusMap } from '../status-map.ts'

describe('an error of ElevenLabs', () => {
  const failing = (status: number, body: unknown) =>
    connect(elevenLabs(), () => Response.json(body, { status })).client.get('a')

  it.each([
    [429, { detail: { status: 'system_busy', message: 'Later.' } }, 'system_busy', 'Later.'],
    [
      401,
      { detail: { type: 'authentication_error', code: 'invalid_api_key', message: 'No.' } },
      'invalid_api_key',
      'No.',
    ],
    [404, { detail: 'Not Found' }, 'http_404', 'Not Found'],
    [500, { detail: null }, 'http_500', ''],
  ])('%i %j', async (status, body, code, message) => {
    await expect(failing(status, body)).rejects.toMatchObject({
      status,
      code,
      message: expect.stringContaining(message),
    })
  })

  it('names every invalid field', async () => {
    const detail = [
      { loc: ['body', 'target_lang'], msg: 'Field required', type: 'missing' },
      { loc: null, msg: 7 },
    ]
    await expect(failing(422, { detail })).rejects.toMatchObject({
      code: 'validation_error',
      message: expect.stringContaining('/target_lang: Field required'),
      problem: { errors: [{ pointer: '/target_lang', detail: 'Field required' }, {}] },
    })
  })

  it('is an error even with the status 200, and ends a wait', async () => {
    const no = { detail: { status: 'dubbing_not_found', message: 'There is no such dub.' } }
    await expect(connect(elevenLabs(), () => no).client.wait('a')).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('an unexpected response of ElevenLabs', () => {
  const ODD = [
    null,
    [],
    7,
    {},
    { dubbing_id: 'a', status: null },
    { ...DUB, status: {} },
    { ...PROJECT, status: null },
    { ...PROJECT, project_id: 7, languages: [{ status: 'completed' }] },
    { ...PROJECT, languages: 'none' },
  ]

  it.each(ODD)('%j is an error', async (answer) => {
    for (const protocol of [elevenLabs(), elevenLabsProjects()])
      await expect(connect<never>(protocol, () => answer).client.get('a')).rejects.toMatchObject({
        code: 'invalid_response',
      })
  })

  it('with malformed optional members does no harm', async () => {
    const odd = { ...DUB, target_languages: [null, 'es', 7], media_metadata: 'none', created_at: 0, name: {} }
    const { client } = connect(elevenLabs(), () => odd)
    expect(await client.get('a')).toMatchObject({ status: 'completed', targets: [{ language: 'es' }, {}] })
    const language = { ...LANGUAGE, outputs: 'none', warnings: [null, {}], updated_at: [], created_at: {} }
    const project = { ...PROJECT, media: [], reference: {}, warnings: 'none', created_at: null }
    expect(await projectOf(project, language)).toMatchObject({ status: 'running', targets: [{}] })
  })
})

it.each([
  ['A dub says', elevenLabs().words],
  ['A project or language says', elevenLabsProjects().words],
])('docs/vendors/elevenlabs.md lists every word with its status (%s)', (title, words) => {
  const page = readFileSync(new URL('../../../../../../docs/vendors/elevenlabs.md', import.meta.url), 'utf8')
  const [, table = ''] = page.split(`| ${title} | status |`)
  const rows = [
    ...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \| `(\w+)`(?:, (?:code `(\w+)`|(stale)))? \|/gm),
  ]
  const documented = rows.map(([, word, status, code, stale]) => [
    word,
    code ? { status, code } : stale ? { status, stale: true } : status,
  ])
  expect(Object.fromEntries(documented) as StatusMap).toEqual(words)
})
