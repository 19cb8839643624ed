import { describe, expect, it } from 'vitest'
import { layOutCaptions } from './captions.ts'
import { toSrt, toVtt } from './formats.ts'

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

  it('treat arrows, markup and blank lines in a cue as text', async () => {
    const text = 'a --> b\n\n<script>x</script> & co'
    const hostile = await layOutCaptions([{ start: 0, end: 2, text }], { languages: { text: 'en' } })
    expect(toSrt(hostile).split('\n')[2]).toBe('a → b ‹script›x‹/script› & co')
    expect(toVtt(hostile)).toContain('a --&gt; b &lt;script&gt;x&lt;/script&gt; &amp; co')
    expect(toSrt(hostile).match(/-->/g)).toHaveLength(1)
    expect(toVtt(hostile).match(/-->/g)).toHaveLength(1)
  })

  it('treat commands of players in SubRip as text', () => {
    const srt = toSrt([{ start: 0, end: 2, text: '{\\an8}up {Y:i}x {a} {b: c}' }])
    expect(srt).toContain('{\u2060\\an8}up {\u2060Y:i}x {a} {b: c}')
  })

  it('omit a cue without text', async () => {
    expect(
      toSrt(await layOutCaptions([{ start: 0, end: 1, text: ' ' }], { languages: { text: 'en' } })),
    ).toBe('')
  })
})
