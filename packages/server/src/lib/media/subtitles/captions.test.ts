import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { layOutCaptions } from './captions.ts'

const SPANISH = { languages: { text: 'es' } }

describe('the time of captions', () => {
  it('goes on until the dub ends', async () => {
    const [caption] = await layOutCaptions([{ start: 1, end: 2, spokenUntil: 3.5, text: 'Hola' }], SPANISH)
    expect(caption).toEqual({ start: 1, end: 3.5, text: 'Hola' })
  })

  it('ends two frames before the next caption, even if the dub goes on', async () => {
    const captions = [
      { start: 1, end: 2, spokenUntil: 9, text: 'Hola' },
      { start: 5, end: 6, text: 'Adiós' },
    ]
    const [first] = await layOutCaptions(captions, SPANISH)
    expect(first?.end).toBeCloseTo(5 - 2 / 24)
  })

  it('is not shared with blocks of no width', async () => {
    const first = { start: 0, end: 2, text: 'Hola' }
    const captions = [first, { start: 2, end: 4, text: '\u200B' }]
    expect(await layOutCaptions(captions, SPANISH)).toEqual([first])
  })

  it('ends with the source', async () => {
    const [last] = await layOutCaptions([{ start: 9.8, end: 9.9, text: 'Fin' }], { ...SPANISH, seconds: 10 })
    expect(last?.end).toBe(10)
  })

  it('shares the time of a long text between its blocks by their width', async () => {
    const text = `${'one two three four. '.repeat(4)}${'five six seven eight nine. '.repeat(3)}`
    const captions = await layOutCaptions([{ start: 0, end: 20, text }], { languages: { text: 'en' } })
    expect(captions.length).toBeGreaterThan(1)
    expect(captions.at(-1)?.end).toBeCloseTo(20)
    const paces = captions.map(({ start, end, text }) => text.length / (end - start))
    for (const pace of paces) expect(pace / (paces[0] ?? 1)).toBeCloseTo(1, 1)
  })

  it('joins a flash with the next caption of the same speaker', async () => {
    const flash = { start: 1, end: 1.2, text: 'No.' }
    const next = { start: 1.3, end: 4, text: 'Eso es otra cosa.' }
    expect(await layOutCaptions([flash, next], SPANISH)).toEqual([
      { start: 1, end: 4, text: 'No. Eso es otra cosa.' },
    ])
    const speakers = [
      { ...flash, speaker: 'ana' },
      { ...next, speaker: 'luis' },
    ]
    expect(await layOutCaptions(speakers, SPANISH)).toHaveLength(2)
  })

  it('leaves two captions that are spoken at the same time', async () => {
    const both = [
      { start: 1, end: 4, text: 'One', speaker: 'a' },
      { start: 1, end: 3, text: 'Two', speaker: 'b' },
    ]
    const captions = await layOutCaptions(both, SPANISH)
    expect(captions.map(({ end }) => end)).toEqual([4, 3])
  })
})

it('a server answers others while many captions are laid out', async () => {
  const original = 'Nobody waits for the subtitles of a long video, of which there are many.'
  const captions = Array.from({ length: 200 }, (_, at) => {
    return { start: at * 10, end: at * 10 + 5, text: 'Nadie espera a los subtítulos.', original }
  })
  let turns = 0
  const languages = { text: 'es', original: 'en' }
  const isDone = layOutCaptions(captions, { languages }).then(() => true)
  while (!(await Promise.race([isDone, setImmediate(false)]))) turns++
  expect(turns).toBeGreaterThanOrEqual(10)
})
