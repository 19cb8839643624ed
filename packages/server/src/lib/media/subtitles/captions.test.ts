import { describe, expect, it } from 'vitest'
import { layOutCaptions } from './captions.ts'

describe('the time of captions', () => {
  it('goes on until the dub ends', () => {
    const [caption] = layOutCaptions([{ start: 1, end: 2, spokenUntil: 3.5, text: 'Hola' }])
    expect(caption).toEqual({ start: 1, end: 3.5, text: 'Hola' })
  })

  it('ends two frames before the next caption, even if the dub goes on', () => {
    const [first] = layOutCaptions([
      { start: 1, end: 2, spokenUntil: 9, text: 'Hola' },
      { start: 5, end: 6, text: 'Adiós' },
    ])
    expect(first?.end).toBeCloseTo(5 - 2 / 24)
  })

  it('is not shared with blocks of no width', () => {
    const first = { start: 0, end: 2, text: 'Hola' }
    expect(layOutCaptions([first, { start: 2, end: 4, text: '\u200B' }])).toEqual([first])
  })

  it('ends with the source', () => {
    expect(layOutCaptions([{ start: 9.8, end: 9.9, text: 'Fin' }], 10)[0]?.end).toBe(10)
  })

  it('shares the time of a long text between its blocks by their width', () => {
    const text = `${'one two three four. '.repeat(4)}${'five six seven eight nine. '.repeat(3)}`
    const captions = layOutCaptions([{ start: 0, end: 20, text }])
    expect(captions.length).toBeGreaterThan(1)
    expect(captions.at(-1)?.end).toBeCloseTo(20)
    const paces = captions.map(({ start, end, text }) => text.length / (end - start))
    for (const pace of paces) expect(pace / (paces[0] ?? 1)).toBeCloseTo(1, 1)
  })

  it('joins a flash with the next caption of the same speaker', () => {
    const flash = { start: 1, end: 1.2, text: 'No.' }
    const next = { start: 1.3, end: 4, text: 'Eso es otra cosa.' }
    expect(layOutCaptions([flash, next])).toEqual([{ start: 1, end: 4, text: 'No. Eso es otra cosa.' }])
    const other = layOutCaptions([
      { ...flash, speaker: 'ana' },
      { ...next, speaker: 'luis' },
    ])
    expect(other).toHaveLength(2)
  })

  it('leaves two captions that are spoken at the same time', () => {
    const captions = layOutCaptions([
      { start: 1, end: 4, text: 'One', speaker: 'a' },
      { start: 1, end: 3, text: 'Two', speaker: 'b' },
    ])
    expect(captions.map(({ end }) => end)).toEqual([4, 3])
  })
})
