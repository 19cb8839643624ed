import { describe, expect, it } from 'vitest'
import { splitLongCaptions, toSrt, toVtt } from './subtitles.ts'

const LONG =
  'And Mr. John Dashwood had then leisure to consider how much there might be prudently in his power to do for them, ' +
  'for he was not an ill-disposed young man.'

describe('subtitles', () => {
  it('are SubRip with a comma before the milliseconds', () => {
    expect(toSrt([{ start: 3723.4564, end: 3725, text: 'Hola' }])).toBe(
      '1\n01:02:03,456 --> 01:02:05,000\nHola\n',
    )
  })

  it('are WebVTT with a point and a header', () => {
    expect(toVtt([{ start: 0, end: 1.5, text: 'Hola' }])).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHola\n',
    )
  })

  it('show at most two lines of 42 characters at once', () => {
    const parts = splitLongCaptions([{ start: 0, end: 10, text: LONG }])
    expect(parts.length).toBeGreaterThan(1)
    for (const { text } of parts) {
      expect(text.split('\n').length).toBeLessThanOrEqual(2)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(42)
    }
  })

  it('keep every word of a long cue, in order and within its time', () => {
    const parts = splitLongCaptions([{ start: 2, end: 12, text: LONG }])
    expect(parts.map(({ text }) => text.replaceAll('\n', ' ')).join(' ')).toBe(LONG)
    expect(parts[0]?.start).toBe(2)
    expect(parts.at(-1)?.end).toBeCloseTo(12)
    for (const [index, part] of parts.slice(1).entries()) expect(part.start).toBe(parts[index]?.end)
  })

  it('break a text without spaces between characters', () => {
    const parts = splitLongCaptions([{ start: 0, end: 9, text: '日本語の長い文'.repeat(20) }])
    for (const { text } of parts)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(42)
  })

  it('treat arrows, markup and blank lines in a cue as text', () => {
    const hostile = [{ start: 0, end: 2, text: 'a --> b\n\n<script>x</script> & co' }]
    expect(toSrt(hostile).split('\n')[2]).toBe('a → b ‹script›x‹/script› & co')
    expect(toVtt(hostile)).toContain('a --&gt; b &lt;script&gt;x&lt;/script&gt; &amp; co')
    expect(toSrt(hostile).match(/-->/g)).toHaveLength(1)
    expect(toVtt(hostile).match(/-->/g)).toHaveLength(1)
  })

  it('omit a cue without text', () => {
    expect(splitLongCaptions([{ start: 0, end: 1, text: ' ' }])).toEqual([])
  })
})
