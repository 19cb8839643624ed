import { describe, expect, it } from 'vitest'
import { cellsOf } from './cells.ts'
import { layOut } from './layout.ts'

const LONG =
  'And Mr. John Dashwood had then leisure to consider how much there might be prudently in his power to do for them, ' +
  'for he was not an ill-disposed young man.'

/** The text without line ends, as a viewer reads it. */
function readable(blocks: string[], separator: string): string {
  return blocks.flatMap((block) => block.split('\n')).join(separator)
}

function lines(text: string, language: string): string[] {
  return layOut(text, language).flatMap((block) => block.split('\n'))
}

describe('a block of a subtitle', () => {
  it.each([
    [LONG, 'en'],
    ['Grüße aus der Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft!', 'de'],
    ['Visita https://example.com/a/very/long/path/that/never/ends?with=query&and=more para más.', 'es'],
    ['กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย', 'th'],
    ['한국어 자막은 한 줄에 열여섯 글자까지 쓰는 것이 방송국의 관례입니다.', 'ko'],
    ['नमस्ते दुनिया, आज हम वीडियो अनुवाद के बारे में बात करेंगे और देखेंगे।', 'hi'],
  ])('has at most two lines of 42 cells, and keeps every character of "%.20s"', (text, language) => {
    for (const block of layOut(text, language)) expect(block.split('\n').length).toBeLessThanOrEqual(2)
    for (const line of lines(text, language)) expect(cellsOf(line)).toBeLessThanOrEqual(42)
    expect(readable(layOut(text, language), '').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  })

  it('has at most 16 Chinese, Japanese or Korean characters a line', () => {
    for (const line of lines(
      '我们今天要讨论的是人工智能如何改变视频翻译行业，以及它对内容创作者意味着什么。',
      'zh',
    ))
      expect([...line].length).toBeLessThanOrEqual(16)
  })

  it('puts no space into a text that is written without spaces', () => {
    expect(readable(layOut('人工智能如何改变视频翻译行业以及内容创作者的工作方式', 'zh'), '')).toBe(
      '人工智能如何改变视频翻译行业以及内容创作者的工作方式',
    )
  })

  it('starts no line with closing punctuation and ends none with an opening bracket', () => {
    const text = '「それはとても大切なことだ」と彼は言いました、そして「また明日」と手を振って帰りました。'
    for (const line of lines(text.repeat(3), 'ja')) {
      expect(line).not.toMatch(/^[」、。]/)
      expect(line).not.toMatch(/「$/)
    }
  })

  it('keeps a particle with its word', () => {
    expect(
      lines('日本語の字幕は一行あたり十六文字までにするのが放送局の慣例です。', 'ja').join('|'),
    ).not.toMatch(/\|の/)
  })

  it('breaks after a comma where that leaves the lines about equal', () => {
    expect(
      layOut('Ask not what your country can do for you, ask what you can do for your country.', 'en'),
    ).toEqual(['Ask not what your country can do for you,\nask what you can do for your country.'])
  })

  it('leaves no article at the end of a line', () => {
    expect(layOut('We spent the whole of the summer in the house', 'en')[0]).not.toMatch(/\b(of|the|in)\n/)
  })

  it('keeps an adjective with its noun, and a name whole, between lines and between blocks', () => {
    const text =
      'The hospital has separated the patient from others to prevent possible infection of the famous Lord Byron.'
    for (const [language, words, torn] of [
      ['en', text, /(?:possible|famous|Lord)$/m],
      ['de', 'Wir sprachen lange über den neuen großen Bahnhof der Stadt', /(?:neuen|großen)$/m],
      ['hi', 'आज हम सब लोग मिलकर भारत की राजधानी दिल्ली में वीडियो अनुवाद की बात करेंगे', /^(?:की|में)/m],
    ] as const)
      expect(layOut(words, language).join('\n')).not.toMatch(torn)
  })

  it('balances two lines instead of filling the first', () => {
    const [first = '', second = ''] = lines('Nobody expected that the meeting would take so long', 'en')
    expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(14)
  })

  it('leaves a text that fits on one line', () => {
    expect(layOut('Two words.\n  And two more.', 'en')).toEqual(['Two words. And two more.'])
  })

  it('shows a web address whole where it fits on a line', () => {
    expect(layOut('Go to https://example.com/watch?v=123456 now, please', 'en').join('')).toContain(
      'https://example.com/watch?v=123456',
    )
  })

  it('keeps a family of emoji, which is one character', () => {
    expect(lines('👩‍👩‍👧‍👦'.repeat(60), 'en').join('')).toBe('👩‍👩‍👧‍👦'.repeat(60))
    for (const line of lines('👩‍👩‍👧‍👦'.repeat(60), 'en')) expect(line.startsWith('👩‍👩‍👧‍👦')).toBe(true)
  })
})
