import type {
  CueEdit,
  CuePage,
  EditingVerbs,
  Translation,
  VideoTranslationClient,
} from 'video-translation-client'
import { expect, it } from 'vitest'
import type { Dialect, DialectEditing } from './dialect.ts'
import { HOUR_MS, MINUTE_MS, started } from './expectations.ts'
import { count, createHarness, type Harness } from './harness.ts'

type Verb = keyof EditingVerbs

const CALLS: Record<Verb, (client: VideoTranslationClient<never>, id: string) => Promise<unknown>> = {
  cues: (client, id) => client.cues(id),
  editCues: (client, id) => client.editCues(id, { revision: 1, edits: [] }),
  apply: (client, id) => client.apply(id),
  approve: (client, id) => client.approve(id, { stage: 'translation' }),
  retry: (client, id) => client.retry(id),
  addTargets: (client, id) => client.addTargets(id, { to: ['it'] }),
}

/** The verbs by which people correct a translation. */
export function describeEditing<Request>(dialect: Dialect<Request>): void {
  const { editing } = dialect
  const missing = (Object.keys(CALLS) as Verb[]).filter((verb) => !editing?.verbs.includes(verb))
  if (missing.length > 0)
    it(`${missing.join(', ')} are refused, with a sentence that says so`, async () => {
      await using harness = await createHarness(dialect, '1m')
      const id = await correctable(harness, dialect, 1)
      const before = harness.requests.filter(({ route }) => !route.startsWith('GET')).length
      for (const verb of missing) {
        const { error } = await harness.end(CALLS[verb](harness.client as never, id), MINUTE_MS)
        expect(error).toMatchObject({ name: 'VideoTranslationError', code: 'not_supported' })
      }
      expect(harness.requests.filter(({ route }) => !route.startsWith('GET'))).toHaveLength(before)
    })
  if (editing?.verbs.includes('editCues')) describeCorrections(dialect, editing)
}

function describeCorrections<Request>(dialect: Dialect<Request>, editing: DialectEditing<Request>): void {
  it('a corrected line is in the new result, and the others are as before', async () => {
    await using harness = await createHarness(dialect, '3m')
    const id = await correctable(harness, dialect, 1)
    const page = await cuesOf(harness, id)
    expect(page.items.map(({ start, end }) => [start, end])[1]).toEqual([3.5, 6.5])
    const text = 'Hay varias líneas.'
    const edited = await done(
      harness,
      harness.client.editCues(id, { revision: page.revision, edits: [second(page, text)] }),
    )
    expect(edited.changed.map((cue) => cue.targets['es']?.text)).toEqual([text])
    expect(edited.revision).not.toBe(page.revision)
    expect(await cuesOf(harness, id)).toMatchObject({ revision: edited.revision })
    const begun = await done(harness, begin(harness, id, editing, edited.revision))
    expect(begun.status).toMatch(/pending|running/)
    const ended = await done(harness, harness.client.wait(begun.id))
    expect(ended.status).toBe('completed')
    expect(ended.stale).toBeUndefined()
    const file = await done(harness, subtitlesOf(harness, ended, editing))
    expect(file).toMatch(new RegExp(`00:00:03.500 --> 00:00:06.500\n${text}`))
    expect(file).toContain('This is the last line')
  })

  it('edits of an older revision are refused as outdated, and change nothing', async () => {
    await using harness = await createHarness(dialect, '1m')
    const id = await correctable(harness, dialect, 1)
    const page = await cuesOf(harness, id)
    const edit = (text: string) =>
      harness.end(
        harness.client.editCues(id, { revision: page.revision, edits: [second(page, text)] }),
        MINUTE_MS,
      )
    expect((await edit('Una.')).error).toBeUndefined()
    expect((await edit('Dos.')).error).toMatchObject({ name: 'ApiError', status: 412, code: 'outdated' })
    expect(textOf(await cuesOf(harness, id), 1)).toBe('Una.')
  })

  it('an edit whose answer is lost is made once', async () => {
    await using harness = await createHarness(dialect, '1m')
    const id = await correctable(harness, dialect, 1)
    const page = await cuesOf(harness, id)
    harness.play([{ route: editing.edits, times: 1, fault: { kind: 'reset', at: 'done' } }])
    const edits = [second(page, 'Una.')]
    const edited = await done(harness, harness.client.editCues(id, { revision: page.revision, edits }))
    expect(count(harness.requests, editing.edits)).toBe(2)
    expect(await cuesOf(harness, id)).toMatchObject({ revision: edited.revision })
    expect((await cuesOf(harness, id)).items).toHaveLength(page.items.length)
  })

  it('an unknown cue is refused before anything is changed', async () => {
    await using harness = await createHarness(dialect, '1m')
    const id = await correctable(harness, dialect, 1)
    const page = await cuesOf(harness, id)
    const edits: CueEdit[] = [second(page, 'Kept out.'), { op: 'set', cue: 'c99', target: 'es', text: 'x' }]
    const { error } = await harness.end(
      harness.client.editCues(id, { revision: page.revision, edits }),
      MINUTE_MS,
    )
    expect(error).toMatchObject({
      status: 422,
      code: 'edit_refused',
      problem: { rule: 'unknown', cue: 'c99', errors: [{ pointer: '/edits/1/cue' }] },
    })
    expect(await cuesOf(harness, id)).toEqual(page)
  })
}

/** A translation whose cues can be read: at its end, or where it waits for a person. */
async function correctable<Request>(
  harness: Harness<Request>,
  { editing }: Dialect<Request>,
  languages: number,
): Promise<string> {
  const request = editing?.request?.(['es', 'fr'].slice(0, languages))
  const id = request
    ? (await done(harness, harness.client.create(request))).id
    : await started(harness, languages)
  await done(harness, harness.client.wait(id, { settle: true }))
  return id
}

function begin<Request>(
  { client }: Harness<Request>,
  id: string,
  editing: DialectEditing<Request>,
  revision: number,
): Promise<Translation> {
  return editing.begin === 'apply' ? client.apply(id) : client.approve(id, { stage: 'translation', revision })
}

async function subtitlesOf<Request>(
  { client }: Harness<Request>,
  { id, targets }: Translation,
  { subtitles }: DialectEditing<Request>,
): Promise<string> {
  const all = targets.flatMap(({ artifacts }) => artifacts)
  const { name } = all.find((artifact) => artifact.name.endsWith(`.${subtitles}`))!
  return await (await client.download(id, name)).text()
}

function second({ items }: CuePage, text: string): CueEdit {
  return { op: 'set', cue: items[1]!.id, target: Object.keys(items[1]!.targets)[0]!, text }
}

function textOf({ items }: CuePage, at: number): string | null | undefined {
  return Object.values(items[at]!.targets)[0]?.text
}

async function cuesOf<Request>(harness: Harness<Request>, id: string): Promise<CuePage> {
  return await done(harness, harness.client.cues(id))
}

async function done<Request, T>(harness: Harness<Request>, promise: Promise<T>): Promise<T> {
  const { result, error } = await harness.end(promise, HOUR_MS)
  if (result === undefined) throw error
  return result
}
