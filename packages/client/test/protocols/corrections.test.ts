import { type CueEdit, VideoTranslationClient } from 'video-translation-client'
import { azure, type AzureRequest } from 'video-translation-client/protocols/azure'
import { elevenLabsProjects, type ProjectRequest } from 'video-translation-client/protocols/elevenlabs'
import { heygen, type HeygenRequest } from 'video-translation-client/protocols/heygen'
import { createSimulator } from 'video-translation-simulator'
import { describe, expect, it } from 'vitest'

const SOURCE = 'https://example.com/talk.mp4'

/** A client of a simulated vendor, where only `advance` moves time. */
async function setUp<Request>(
  face: 'heygen' | 'elevenlabs' | 'azure',
  protocol: ReturnType<typeof heygen> | ReturnType<typeof elevenLabsProjects> | ReturnType<typeof azure>,
  files: Record<string, string> = {},
) {
  const download = async (input: string | URL | globalThis.Request) =>
    new Response(files[String(input)] ?? null, { status: String(input) in files ? 200 : 404 })
  const simulator = createSimulator({ face, scenario: '1m', speed: 0, fetch: download as typeof fetch })
  const requests: string[] = []
  let failing: string | undefined
  const exchange = async (input: string | URL, init?: RequestInit): Promise<Response> => {
    const route = `${init?.method ?? 'GET'} ${new URL(input).pathname}`
    requests.push(route)
    if (failing && route.includes(failing))
      return Response.json({ detail: { status: 'no', message: 'No.' } }, { status: 400 })
    return await simulator.fetch(input, init)
  }
  const client = new VideoTranslationClient<Request>('https://vendor.example', {
    protocol: protocol as never,
    apiKey: 'k',
    fetch: exchange as typeof fetch,
  })
  return {
    client,
    simulator,
    requests,
    fail: (part: string) => void (failing = part),
    async made(request: Request) {
      const { id } = await client.create(request)
      simulator.advance('1m')
      return id
    },
    async [Symbol.asyncDispose]() {
      client.close()
      await simulator.close()
    },
  }
}

const elevenLabs = () => setUp<ProjectRequest>('elevenlabs', elevenLabsProjects())

describe('a dubbing project of ElevenLabs', () => {
  it('takes texts, times, speakers, new and deleted lines, and dubs only stale languages again', async () => {
    await using vendor = await elevenLabs()
    const { client } = vendor
    const id = await vendor.made({ source: SOURCE, from: 'en', to: ['es', 'fr'] })
    const { revision, items } = await client.cues(id)
    const [first, second, third] = items.map((cue) => cue.id) as [string, string, string]
    const edits: CueEdit[] = [
      { op: 'set', cue: first, text: 'Hello.', end: 2, speaker: 'narrator' },
      { op: 'set', cue: second, target: 'es', text: 'Hay varias.' },
      { op: 'delete', cue: third },
      { op: 'insert', start: 30, end: 32, text: 'Thanks.', targets: { es: 'Gracias.' } },
    ]
    const made = await client.editCues(id, { revision, edits })
    expect(made.removed).toEqual([third])
    expect(made.changed).toMatchObject([
      { text: 'Hello.', end: 2, speaker: 'narrator', targets: { es: { text: null, state: 'stale' } } },
      { targets: { es: { text: 'Hay varias.' } } },
      { start: 30, text: 'Thanks.', speaker: 'default_speaker', targets: { es: { text: 'Gracias.' } } },
    ])
    const page = await client.cues(id)
    expect(page).toMatchObject({ revision: made.revision, language: 'en' })
    expect(page.applied['es']).toBeLessThan(page.revision)
    expect(await client.get(id)).toMatchObject({ status: 'completed', stale: true })
    // A language that is named twice is paid for once.
    const begun = await client.apply(id, { targets: ['es', 'ES'] })
    expect(begun.targets.map(({ rawStatus }) => rawStatus)).toEqual(['processing', 'stale'])
    expect(begun.targets[0]?.artifacts.map((artifact) => artifact.stale)).toEqual([true, true])
    vendor.simulator.advance('1m')
    const vtt = await (await client.download(id, 'es.vtt')).text()
    expect(vtt).toContain('[es] Hello.')
    expect(vtt).toContain('Gracias.')
    await client.apply(id)
    vendor.simulator.advance('1m')
    expect(await client.get(id)).toMatchObject({ status: 'completed' })
    expect(vendor.requests.filter((route) => route.endsWith('/regenerate'))).toHaveLength(2)
    await client.apply(id)
    expect(vendor.requests.filter((route) => route.endsWith('/regenerate'))).toHaveLength(2)
  })

  it('says what was made when a later request fails', async () => {
    await using vendor = await elevenLabs()
    const id = await vendor.made({ source: SOURCE, to: ['es'] })
    const { revision, items } = await vendor.client.cues(id)
    vendor.fail('/language/')
    const edits: CueEdit[] = [{ op: 'set', cue: items[0]!.id, text: 'Hello.' }]
    const both = [...edits, { op: 'set', cue: items[1]!.id, target: 'es', text: 'Dos.' } as CueEdit]
    const { code } = (await vendor.client
      .editCues(id, { revision, edits: both })
      .catch((error: unknown) => error)) as {
      code: string
    }
    expect(code).toBe('no')
    vendor.fail('transcript/segments')
    vendor.fail('transcript/segment/')
    const next = await vendor.client.cues(id)
    const failed = vendor.client.editCues(id, {
      revision: next.revision,
      edits: [...edits, { op: 'delete', cue: items[1]!.id }],
    })
    await expect(failed).rejects.toThrow('Before that, 1 lines of the source were changed.')
  })

  it.each<[CueEdit, string]>([
    [{ op: 'merge', cues: ['a', 'b'] }, '/edits/0/op: ElevenLabs has no merge. Use set, insert and delete.'],
    [
      { op: 'set', cue: 'a', target: 'es', voice: 'Anna' },
      '/edits/0/voice: In a target, ElevenLabs takes only',
    ],
    [{ op: 'set', cue: 'a', speaker: null }, '/edits/0/speaker: ElevenLabs needs a speaker'],
  ])('refuses %j, with what to do instead', async (edit, message) => {
    await using vendor = await elevenLabs()
    const id = await vendor.made({ source: SOURCE, to: ['es'] })
    const { revision } = await vendor.client.cues(id)
    const refused = vendor.client.editCues(id, { revision, edits: [edit] })
    await expect(refused).rejects.toMatchObject({ code: 'not_supported' })
    await expect(refused).rejects.toThrow(message)
  })

  it('has no cues before its source is transcribed, and gets languages later', async () => {
    await using vendor = await elevenLabs()
    const { client, simulator } = vendor
    const { id } = await client.create({ source: SOURCE, to: ['es'] })
    await expect(client.cues(id)).rejects.toMatchObject({ status: 404, code: 'no_cues' })
    simulator.advance('30s')
    expect((await client.cues(id)).items[0]?.targets['es']).toMatchObject({ text: null, state: 'stale' })
    simulator.advance('30s')
    const more = await client.addTargets(id, { to: ['fr'], options: { voice_settings: { speed: 1.1 } } })
    expect(more.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    await expect(client.addTargets(id, { to: ['es'] })).rejects.toThrow('has es already')
    await expect(client.cues(id, { target: 'xx' })).rejects.toThrow('The targets are es, fr.')
    await expect(client.cues(id, { revision: 99 })).rejects.toMatchObject({ code: 'revision_gone' })
  })

  it('is prepared without a language, and waits for the first', async () => {
    await using vendor = await elevenLabs()
    const { client } = vendor
    const id = await vendor.made({ source: SOURCE, to: [] })
    expect(await client.get(id)).toMatchObject({ status: 'needs_input', targets: [] })
    expect((await client.cues(id)).items).toHaveLength(6)
    await client.addTargets(id, { to: ['es'] })
    vendor.simulator.advance('1m')
    expect(await client.get(id)).toMatchObject({ status: 'completed', targets: [{ language: 'es' }] })
    expect(vendor.requests.filter((route) => route.startsWith('POST'))).toHaveLength(2)
  })
})

describe('a proofreading of HeyGen', () => {
  const start = async (to: string[]) => {
    const vendor = await setUp<HeygenRequest>('heygen', heygen())
    return { ...vendor, id: await vendor.made({ source: SOURCE, to, name: 'Talk', proofread: true }) }
  }

  it('takes new, split, joined, moved and deleted lines as one file', async () => {
    const { client, id, simulator } = await start(['es'])
    const { revision } = await client.cues(id)
    const edits: CueEdit[] = [
      { op: 'merge', cues: ['c1', 'c2'] },
      { op: 'split', cue: 'c3', at: 8, targets: { es: ['Uno', 'dos.'] } },
      { op: 'delete', cue: 'c4' },
      { op: 'set', cue: 'c5', start: 15 },
      { op: 'insert', start: 40, end: 42, text: 'Thanks.', targets: { es: 'Gracias.' } },
    ]
    const { revision: after, changed, removed } = await client.editCues(id, { revision, edits })
    const page = await client.cues(id)
    expect([page.revision, removed]).toEqual([after, []])
    expect(page.items.map(({ start: from, targets }) => [from, targets['es']?.text?.slice(-8)])).toEqual([
      [0, 'edited.'.padStart(8)],
      [7, 'Uno'],
      [8, 'dos.'],
      [15, 'a pause.'],
      [17.5, 'st line.'],
      [40, 'Gracias.'],
    ])
    expect(changed.length).toBeGreaterThan(3)
    expect(simulator.jobs).toHaveLength(1)
    client.close()
  })

  it('is approved once, however often', async () => {
    const { client, id, simulator } = await start(['es', 'fr'])
    const first = await client.approve(id, { stage: 'translation' })
    expect(first.targets.map(({ language }) => language)).toEqual(['es', 'fr'])
    expect((await client.approve(id, { stage: 'translation' })).id).toBe(first.id)
    expect(simulator.jobs).toHaveLength(4)
    client.close()
  })

  it('says which language it means, which revision is outdated, and that a video cannot be corrected', async () => {
    const { client, id } = await start(['es', 'fr'])
    await expect(client.cues(id)).rejects.toThrow('Name one as `target`: es, fr.')
    const { revision } = await client.cues(id, { target: 'fr' })
    const edit = (target: string): CueEdit => ({ op: 'set', cue: 'c1', target, text: 'Un.' })
    const both = client.editCues(id, { revision, edits: [edit('es'), edit('fr')] })
    await expect(both).rejects.toThrow('edit one language at a time')
    const only = id.split(',')[1]!
    await client.editCues(only, { revision, edits: [edit('fr')] })
    const late = client.approve(only, { stage: 'translation', revision })
    await expect(late).rejects.toMatchObject({ status: 409, code: 'outdated' })
    await expect(client.approve(only, { stage: 'transcript' })).rejects.toMatchObject({
      code: 'not_supported',
    })
    const video = await client.approve(only, { stage: 'translation' })
    await expect(client.cues(video.id)).rejects.toThrow('create with `proofread: true`')
    await expect(client.apply(video.id)).rejects.toMatchObject({ code: 'not_supported' })
    const revert = client.editCues(only, {
      revision: (await client.cues(only)).revision,
      edits: [{ op: 'revert', revision: 1 }],
    })
    await expect(revert).rejects.toThrow('HeyGen keeps no earlier subtitles')
    client.close()
  })
})

describe('a translation of Azure', () => {
  const FILE = 'https://talks.blob.core.windows.net/c/es.vtt?sig=s'
  const VTT = 'WEBVTT\n\n00:00:00.000 --> 00:00:03.000\nHola.\n'
  const SOURCE_BLOB = 'https://talks.blob.core.windows.net/c/talk.mp4?sig=s'

  it('is made again from a corrected file, under the id of another iteration', async () => {
    await using vendor = await setUp<AzureRequest>('azure', azure(), { [FILE]: VTT })
    const { client, simulator } = vendor
    const id = await vendor.made({ source: SOURCE_BLOB, from: 'en-US', to: ['es-ES', 'fr-FR'] })
    const before = await client.cues(id, { target: 'es-ES' })
    expect(before).toMatchObject({ revision: 1, language: 'en-US', applied: { 'es-ES': 1 } })
    expect(before.items[1]).toMatchObject({
      start: 3.5,
      text: 'There are several lines, so that they can be edited.',
      targets: { 'es-ES': { state: 'current' } },
    })
    const request = { targets: ['es-ES'], options: { webvttFile: { url: FILE }, subtitleFontSize: 20 } }
    const begun = await client.apply(id, request)
    expect(begun.id).not.toBe(id)
    expect(begun.targets.map(({ language, status }) => [language, status])).toEqual([
      ['es-ES', 'running'],
      ['fr-FR', 'completed'],
    ])
    expect((await client.apply(id, request)).id).toBe(begun.id)
    expect(simulator.jobs).toHaveLength(3)
    simulator.advance('1m')
    expect(await client.get(begun.id)).toMatchObject({ status: 'completed' })
    expect(await (await client.download(begun.id, 'es-ES.vtt')).text()).toContain('Hola.')
    expect(await client.cues(begun.id, { target: 'es-ES' })).toMatchObject({
      revision: 2,
      items: { length: 1 },
    })
    expect((await client.cues(id, { target: 'es-ES' })).revision).toBe(1)
    expect((await client.apply(begun.id, request)).id).toContain('edit.3')
  })

  it('needs the URL of a file, and of one that Azure can read', async () => {
    await using vendor = await setUp<AzureRequest>('azure', azure(), { [FILE]: 'no subtitles' })
    const { client } = vendor
    const id = await vendor.made({ source: SOURCE_BLOB, to: ['es-ES', 'fr-FR'] })
    await expect(client.apply(id)).rejects.toThrow('Put the file into a blob')
    await expect(client.editCues(id, { revision: 1, edits: [] })).rejects.toThrow('Azure keeps no edits.')
    const options = { webvttFile: { url: FILE } }
    await expect(client.apply(id, { options })).rejects.toThrow('Name one as `target`: es-ES, fr-FR.')
    const wrong = client.apply(id, { targets: ['fr-FR'], options })
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 'InvalidRequest' })
    const missing = client.apply(id, { targets: ['fr-FR'], options: { webvttFile: { url: `${FILE}2` } } })
    await expect(missing).rejects.toThrow('could not be downloaded')
    await expect(client.approve(id, { stage: 'translation' })).rejects.toMatchObject({
      code: 'not_supported',
    })
  })
})
