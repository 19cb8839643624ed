import { expect, test } from 'vitest'
import { assignLines, givenTranscript, refuseSubtitles, withGivenTexts } from './given-subtitles.ts'

const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHola.\n\n2\n00:00:02,500 --> 00:00:04,000\n¿Qué tal?\n'

test('subtitles in a target language are its translation, all others are the transcript', async () => {
  const request = { to: ['es', 'fr'] }
  const cues = [
    { id: 1, start: 1, end: 2.2, text: 'Hello.' },
    { id: 2, start: 2.4, end: 4, text: 'How are you?', known: 'edited' },
  ]
  const translated = await withGivenTexts(cues, { subtitles: { ES: SRT } }, { language: 'es', seconds: 9 })
  expect(translated.map(({ known }) => known)).toEqual(['Hola.', 'edited'])
  expect(await withGivenTexts(cues, { subtitles: { es: SRT } }, { language: 'fr', seconds: 9 })).toEqual(cues)
  expect(await givenTranscript({ subtitles: { es: SRT } }, request)).toBeUndefined()
  const given = await givenTranscript({ subtitles: { de: SRT } }, request)
  expect(given).toMatchObject({ language: 'de', lines: [{ text: 'Hola.' }, { text: '¿Qué tal?' }] })
  expect(await givenTranscript({ subtitles: { source: SRT } }, { from: 'it', to: ['es'] })).toMatchObject({
    language: 'it',
  })
})

test('lines of a longer version, after the end of the source, are not heaped on its last cue', async () => {
  const cues = [{ id: 1, start: 1, end: 2.2, text: 'Hello.' }]
  const [cue] = await withGivenTexts(cues, { subtitles: { es: SRT } }, { language: 'es', seconds: 2.4 })
  expect(cue?.known).toBe('Hola.')
})

test('a line goes to the cue that it overlaps most, and to the nearest one in a pause', () => {
  const cues = [
    { start: 0, end: 2 },
    { start: 5, end: 8 },
  ]
  const line = (start: number, end: number, text: string) => ({ start, end, text })
  const lines = [line(0, 1, 'a'), line(1, 2.5, 'b'), line(3.9, 4.5, 'c'), line(5.5, 7, 'd')]
  expect(assignLines(cues, lines)).toEqual(['a b', 'c d'])
})

test('a file without times, and one in a language that nobody asked for, are refused', async () => {
  const request = { from: 'en', to: ['es'] }
  const pointers = async (subtitles: Record<string, string>) =>
    (await refuseSubtitles({ subtitles }, request)).map(({ pointer }) => pointer)
  expect(await pointers({ es: 'Hola.' })).toEqual(['/options/subtitles/es'])
  expect(await pointers({ fr: SRT })).toEqual(['/options/subtitles/fr'])
  expect(await pointers({ en: SRT, es: SRT })).toEqual([])
})
