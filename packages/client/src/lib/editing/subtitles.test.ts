import { describe, expect, it } from 'vitest'
import type { Cue } from '../cue.ts'
import { matchSubtitles } from './match-subtitles.ts'
import { readSubtitles } from './read-subtitles.ts'
import { writeSubtitles } from './write-subtitles.ts'

function cue(number: number, start: number, es: string): Cue {
  const target = { text: es, approved: false, state: 'current' as const }
  return { id: `c${number}`, start, end: start + 2, text: `Line ${number}.`, targets: { es: target } }
}

const CUES = [cue(1, 0, 'Uno.'), cue(4, 2.5, 'Dos <3 & más.'), cue(2, 5, 'Tres.'), cue(3, 9, 'Tres.')]

describe('reading subtitles', () => {
  it('knows who says a line, by a voice tag or by a name in brackets', async () => {
    const times = '00:00:01.000 --> 00:00:02.500'
    const vtt = await readSubtitles(`WEBVTT\n\n${times}\n<v.loud Ann Lee>Hello <i>you</i>\n`)
    expect(vtt).toEqual([{ start: 1, end: 2.5, text: 'Hello you', speaker: 'Ann Lee' }])
    const srt = await readSubtitles(`1\n${times}\n[Ben]: Note: hi\n\n2\n${times}\n[music] la\n`)
    expect(srt.map(({ text, speaker }) => [speaker, text])).toEqual([
      ['Ben', 'Note: hi'],
      [undefined, '[music] la'],
    ])
  })

  it.each<[string, string]>([
    [
      'Windows line breaks and a byte order mark',
      '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\nHola\r\nyo\r\n',
    ],
    ['points in times, and a position', '1\n00:00:01.000 --> 00:00:02.500 X1:10\nHola yo'],
    ['short times', '7\n0:0:1,0 --> 0:00:2,5\nHola yo'],
    ['marks of style', '1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<font color="red">Hola</font> <i>yo</i>'],
    ['no number', '00:00:01,000 --> 00:00:02,500\nHola yo\n'],
    ['empty lines at the start', '\n\n1\n00:00:01,000 --> 00:00:02,500\nHola yo'],
    [
      'WebVTT with a style and a note',
      'WEBVTT x\n\nSTYLE\n::cue{}\n\nNOTE y\n\n00:01.000 --> 00:02.500 line:0\n<v Ann>Hola yo',
    ],
  ])('with %s', async (_, file) => {
    expect(await readSubtitles(file)).toMatchObject([{ start: 1, end: 2.5, text: 'Hola yo' }])
  })

  it('without empty lines between them, whether numbered or not', async () => {
    const numbered = '1\n00:00:01,000 --> 00:00:02,000\nUno\n2\n00:00:03,000 --> 00:00:04,000\nDos\n'
    const texts = ['Uno', 'Dos']
    expect((await readSubtitles(numbered)).map(({ text }) => text)).toEqual(texts)
    const bare = numbered.replaceAll(/^\d\n/gm, '')
    expect((await readSubtitles(bare)).map(({ text }) => text)).toEqual(texts)
  })

  it('keeps less and greater signs and ampersands of SubRip', async () => {
    const [line] = await readSubtitles('1\n00:00:01,000 --> 00:00:02,000\n1 < 2 & 3 > 2 &amp; <3')
    expect(line?.text).toBe('1 < 2 & 3 > 2 &amp; <3')
  })

  it('refuses a file without any', async () => {
    await expect(readSubtitles('Dear Sir,\n\nno.')).rejects.toMatchObject({ code: 'invalid_subtitles' })
  })
})

describe('subtitles of cues', () => {
  it.each(['srt', 'vtt'] as const)('read back as %s change nothing', async (format) => {
    const lines = await readSubtitles(writeSubtitles(CUES, format, 'es'))
    expect(matchSubtitles(CUES, lines, 'es')).toEqual({ edits: [], ambiguous: [], missing: [] })
  })

  it('read back change nothing where a text has line breaks', async () => {
    const cues = [{ ...cue(1, 0, 'Uno.'), text: 'One\n\nand a half.' }]
    const lines = await readSubtitles(writeSubtitles(cues, 'srt'))
    expect(matchSubtitles(cues, lines)).toEqual({ edits: [], ambiguous: [], missing: [] })
  })

  it('change the text of a line in a target, or in the source', async () => {
    const lines = await readSubtitles(writeSubtitles(CUES, 'srt', 'es').replace('Uno.', 'Primero.'))
    expect(matchSubtitles(CUES, lines, 'es').edits).toEqual([
      { op: 'set', cue: 'c1', target: 'es', text: 'Primero.' },
    ])
    const source = await readSubtitles(writeSubtitles(CUES, 'vtt').replace('Line 4.', 'Line four.'))
    expect(matchSubtitles(CUES, source).edits).toEqual([{ op: 'set', cue: 'c4', text: 'Line four.' }])
  })

  it('move a line by its time, or by its text if it moved far', () => {
    const moved = [
      { start: 0.4, end: 2.2, text: 'Uno.' },
      { start: 20, end: 22, text: 'Dos <3 & más.' },
      { start: 5, end: 7, text: 'Tres.' },
      { start: 9, end: 11, text: 'Tres.' },
    ]
    expect(matchSubtitles(CUES, moved, 'es')).toEqual({
      edits: [
        { op: 'set', cue: 'c1', start: 0.4, end: 2.2 },
        { op: 'set', cue: 'c4', start: 20, end: 22 },
      ],
      ambiguous: [],
      missing: [],
    })
  })

  it('of a result are put together where a long line is broken into parts', () => {
    const [first, second, third] = CUES as [Cue, Cue, Cue, Cue]
    const long = { ...first, targets: { es: { ...first.targets['es']!, text: 'Uno y dos, y nada más.' } } }
    const cues = [long, second, third]
    const file = (last: string) => [
      { start: 0, end: 0.9, text: 'Uno y dos,' },
      // It is shown for longer than it is spoken, and so is the next.
      { start: 0.98, end: 2.3, text: last },
      { start: 2.5, end: 4.9, text: 'Dos <3 & más.' },
      { start: 5, end: 7, text: 'Tres.' },
    ]
    expect(matchSubtitles(cues, file('y nada más.'), 'es')).toEqual({ edits: [], ambiguous: [], missing: [] })
    expect(matchSubtitles(cues, file('y na da más.'), 'es').edits).toEqual([
      { op: 'set', cue: 'c1', target: 'es', text: 'Uno y dos, y na da más.' },
    ])
    const later = [...file('y mucho más.'), { start: 30, end: 31, text: 'Nada.' }]
    expect(matchSubtitles(cues, later, 'es')).toMatchObject({
      edits: [{ cue: 'c1', text: 'Uno y dos, y mucho más.' }],
      ambiguous: [{ line: 5, text: 'Nada.' }],
    })
  })

  it('of a result are put together without spaces where their script has none', () => {
    const [first] = CUES as [Cue]
    const cues = [{ ...first, text: '他没有朋友，也没有 OK 的钱。' }]
    const file = (end: string) => [
      { start: 0, end: 1, text: '他没有朋友，' },
      { start: 1, end: 2, text: end },
    ]
    expect(matchSubtitles(cues, file('也没有 OK 的钱。')).edits).toEqual([])
    expect(matchSubtitles(cues, file('也没有钱。')).edits).toMatchObject([{ text: '他没有朋友，也没有钱。' }])
  })

  it('do nothing about a line that may belong to two cues, or to none', () => {
    const lines = [
      { start: 1, end: 4, text: 'Uno y dos.' },
      { start: 30, end: 31, text: 'Nada.' },
    ]
    expect(matchSubtitles(CUES, lines, 'es')).toEqual({
      edits: [],
      ambiguous: [
        { line: 1, start: 1, text: 'Uno y dos.', candidates: ['c1', 'c4'] },
        { line: 2, start: 30, text: 'Nada.', candidates: [] },
      ],
      missing: ['c1', 'c4', 'c2', 'c3'],
    })
  })
})
