import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, failure, setUp, SOURCE_URL } from './sdk.ts'

afterEach(closeAll)

describe('the SDK of ElevenLabs, transcripts of projects', () => {
  const dubbed = async () => {
    const { sdk, simulator } = await setUp('1m')
    const { project } = sdk.dubbing
    const { projectId, languageIds } = await project.create({
      sourceUrl: SOURCE_URL,
      sourceLanguage: 'en',
      targetLanguage: 'es',
    })
    return { simulator, project, projectId, languageId: languageIds![0]! }
  }

  it('reads segments, edits the source, and dubs the edited lines again', async () => {
    const { simulator, project, projectId, languageId } = await dubbed()
    const { transcript } = project
    expect(await failure(transcript.get(projectId))).toMatchObject({ statusCode: 409 })
    simulator.advance('30s')
    const source = await transcript.get(projectId)
    expect(source).toMatchObject({ language: 'en', revision: 0, segments: { length: 6 } })
    expect(await failure(project.language.transcript.get(projectId, languageId))).toMatchObject({
      statusCode: 409,
    })
    simulator.advance('30s')
    const [first, second] = source.segments.map(({ id }) => id) as [string, string]
    expect(await transcript.updateSegment(projectId, first, { text: 'Hello.', endS: 2 })).toMatchObject({
      segment: { id: first, text: 'Hello.', endS: 2 },
      revision: 1,
    })
    const bulk = await transcript.updateSegments(projectId, {
      segments: { [first]: { speakerId: 'narrator' }, [second]: { startS: 3 } },
    })
    expect(bulk).toMatchObject({ revision: 2, segments: [{ speakerId: 'narrator' }, { startS: 3 }] })
    const added = await transcript.createSegment(projectId, {
      text: 'Thanks.',
      speakerId: 'narrator',
      startS: 42,
      endS: 44,
    })
    expect(added).toMatchObject({ revision: 3, segment: { text: 'Thanks.' } })
    expect(await transcript.deleteSegment(projectId, added.segment.id)).toEqual({ revision: 4 })
    expect(await project.get(projectId)).toMatchObject({ revision: 4, status: 'ready' })
    expect(await project.language.get(projectId, languageId)).toMatchObject({
      status: 'stale',
      revision: 4,
      outputRevision: 0,
      outputs: { subtitles: expect.any(String) },
    })
    const again = await project.language.transcript.regenerate(projectId, languageId)
    expect(again).toMatchObject({
      regeneratedSeconds: 5.5,
      chargedSeconds: 0,
      freeRegenerationSecondsRemaining: 54.5,
    })
    expect(again.regeneratedSegmentIds).toEqual([first, second])
    expect(await project.language.get(projectId, languageId)).toMatchObject({ status: 'processing' })
    expect(await project.get(projectId)).toMatchObject({ status: 'ready' })
    simulator.advance('1m')
    expect(await project.language.get(projectId, languageId)).toMatchObject({
      status: 'completed',
      outputRevision: 4,
    })
  })

  it('edits translations, which the new subtitles have', async () => {
    const { simulator, project, projectId, languageId } = await dubbed()
    simulator.advance('1m')
    const { transcript } = project.language
    expect(await failure(transcript.regenerate(projectId, languageId))).toMatchObject({ statusCode: 409 })
    const { segments } = await transcript.get(projectId, languageId)
    const [first, second] = segments.map(({ id }) => id) as [string, string]
    expect(segments[0]).toMatchObject({
      sourceText: expect.any(String),
      translation: expect.stringMatching(/^\[es\]/),
    })
    expect(
      await transcript.updateSegment(projectId, languageId, first, { translation: 'Hola.' }),
    ).toMatchObject({ revision: 1, segment: { translation: 'Hola.' } })
    const bulk = { segments: { [second]: { translation: 'Adiós.' } } }
    expect(await transcript.updateSegments(projectId, languageId, bulk)).toMatchObject({ revision: 2 })
    await transcript.regenerate(projectId, languageId)
    simulator.advance('1m')
    const { outputs, status } = await project.language.get(projectId, languageId)
    expect(status).toBe('completed')
    const vtt = await (await fetch(outputs!.subtitles!)).text()
    expect(vtt).toContain('Hola.')
    expect(vtt).toContain('Adiós.')
  })

  it('gets the mistake in an edit, and no edit of a wrong bulk is made', async () => {
    const { simulator, project, projectId } = await dubbed()
    simulator.advance('1m')
    const { transcript } = project
    const [first, second] = (await transcript.get(projectId)).segments.map(({ id }) => id) as [string, string]
    const wrong = [
      { [first]: { text: 'Kept out.' }, [second]: { endS: 9 } },
      { [first]: { endS: 0.05 } },
      { [first]: { startS: -1 } },
      { [first]: { text: '' } },
      {},
    ]
    for (const segments of wrong)
      expect(await failure(transcript.updateSegments(projectId, { segments }))).toMatchObject({
        name: 'UnprocessableEntityError',
      })
    expect(await failure(transcript.updateSegment(projectId, 'nobody', { text: 'x' }))).toMatchObject({
      statusCode: 404,
    })
    expect(await transcript.get(projectId)).toMatchObject({ revision: 0 })
  })
})
