import { describe, expect, it, test } from 'vitest'
import { type Break, breaksIn } from './breaks.ts'
import WORDS from './function-words.json' with { type: 'json' }
import { startsWithoutSpace, tokensOf } from './tokens.ts'

/** What a break at `|` would be. */
function breakAt(text: string, language: string): Break | undefined {
  const [before = '', after = ''] = text.split('|')
  return breaksIn([before, after], language)[0]
}

describe('a break within a phrase is told from one between phrases', () => {
  it.each<[string, string, Break]>([
    ['en', 'to prevent possible |infection of others', 'tight'],
    ['en', 'separating the patient |from others', 'preposition'],
    ['en', 'the town |of Sintra', 'plain'],
    ['en', 'made famous |because he wrote', 'conjunction'],
    ['en', 'opened the door |the next day', 'phrase'],
    ['en', 'All is well. |Nobody was', 'sentence'],
    ['en', 'infection control, |including', 'clause'],
    ['en', 'the house of |the lords', 'torn'],
    ['en', 'nobody has |followed', 'bound'],
    ['en', "he doesn't |know", 'bound'],
    ['en', "Byron's |account", 'tight'],
    ['en', 'recorded by Lord |Byron', 'tight'],
    ['en', 'when Mr. |Dashwood came', 'torn'],
    ['en', 'at most 25 |kilometres', 'tight'],
    ['en', 'it was in 1990. |Then he', 'sentence'],
    ['en', 'I like more |than that', 'conjunction'],
    ['en', 'for you |always begin', 'plain'],
    ['en', 'because you |always begin', 'bound'],
    ['en', 'it was plan B. |Nobody came', 'plain'],
    ['en', 'it was John F. |Kennedy', 'tight'],
    ['en', 'written by J. |Smith', 'tight'],
    ['en', 'it was five p.m. |Nobody came', 'plain'],
    ['en', 'at eleven |p.m. nobody came', 'torn'],
    ['en', 'at five p.m. |in London', 'preposition'],
    ['en', 'e.g. |apples', 'tight'],
    ['en', 'on and on |- he said', 'torn'],
    ['en', 'on and on - |he said', 'clause'],
    ['en', 'Yes. |- No', 'sentence'],
    ['en', 'Yes. - |No', 'torn'],
    ['en', 'lorem |( ipsum', 'phrase'],
    ['en', 'lorem ( |ipsum', 'torn'],
    ['en', 'lorem |♪ ipsum', 'torn'],
    ['en', 'lorem ♪ |ipsum', 'plain'],
    ['en', 'lorem (ipsum) |dolor', 'clause'],
    ['es', 'una infección |posible de otros', 'tight'],
    ['es', 'los dos |hijos', 'bound'],
    ['fr', "il semblerait |qu'il pleuve", 'conjunction'],
    ['fr', "la fonction d'un |agent", 'torn'],
    ['fr', 'vraiment |?', 'torn'],
    ['de', 'ein großes |Haus', 'tight'],
    ['de', 'am 3. |Mai', 'torn'],
    ['de', 'sie wurde Platz 3. |Dann', 'plain'],
    ['de', 'etwa z.B. |Äpfel', 'tight'],
    ['nb', 'den 3. |mai', 'torn'],
    ['ko', '그래요 네. |알겠습니다', 'sentence'],
    ['ko', '때는 2020. |그리고', 'sentence'],
    ['ko', '플랜 B. |아무도', 'plain'],
    ['ar', 'في عام 1990. |ثم', 'sentence'],
    ['ar', 'قال د. |أحمد', 'torn'],
    ['ca', 'la col·lecció |vella', 'plain'],
    ['tr', 'onun İÇİN |geldi', 'phrase'],
    ['ru', 'знает |ли он', 'torn'],
    ['ru', 'к демонстрационному |серверу', 'tight'],
    ['hi', 'भारत |में रहते हैं', 'torn'],
    ['tr', 'senin |için', 'torn'],
    ['ja', '放送局|の慣例', 'torn'],
    ['ja', '字幕は|一行', 'phrase'],
    ['ja', '人工|知能', 'tight'],
    ['zh', '人工智能如何改变|的行业', 'torn'],
    ['zh', '我们讨论人工智能|在行业', 'preposition'],
    ['th', 'เมืองหลวง|และนคร', 'conjunction'],
    ['xx', 'lorem |ipsum', 'plain'],
    ['xx', 'Lorem |Ipsum', 'tight'],
  ])('%s: %s', (language, text, kind) => {
    expect(breakAt(text, language)).toBe(kind)
  })
})

describe('signs of each script end a sentence or a clause', () => {
  it.each<[string, Break]>([
    ...Array.from('.!?…。！？؟۔।॥։၊።။។｡', (sign): [string, Break] => [sign, 'sentence']),
    ...Array.from(',;:–—،؛、，；：)）፣', (sign): [string, Break] => [sign, 'clause']),
  ])('%s', (sign, kind) => {
    for (const end of [sign, `${sign}»`]) expect(breakAt(`lorem ipsum${end} |dolor`, 'xx')).toBe(kind)
  })
})

test('composed and decomposed letters are the same', () => {
  for (const form of ['NFC', 'NFD']) expect(breakAt('está |cerca'.normalize(form), 'es')).toBe('bound')
})

test('a tag that is none is read as far as it can be', () => {
  expect(breakAt('我们讨论人工智能|在行业', 'zh_CN')).toBe('preposition')
  expect(breakAt('我们讨论人工智能|在行业', '\0')).toBe('plain')
})

test('signs of a recogniser that hears a sign at a time are not torn out of their word', () => {
  const signs = ['我', '们', '讨', '论', '人', '工']
  expect(breaksIn(signs, 'zh')).toEqual(['torn', 'bound', 'torn', 'plain', 'torn'])
})

test('a word of many signs is read in a time that grows as they do', () => {
  expect(breakAt(`a${'!'.repeat(200_000)}a |lorem`, 'xx')).toBe('plain')
})

test('a space is a sign where words have none between them', () => {
  expect(breakAt('กรุงเทพ |เมืองหลวง', 'th')).toBe('clause')
})

test('the first letter of a text tells whether its script has spaces, not the number before it', () => {
  expect(startsWithoutSpace('2024年')).toBe(true)
  for (const text of ['2024', 'lorem年', '·lorem']) expect(startsWithoutSpace(text)).toBe(false)
})

test('an opening bracket stays with the word after it, closing signs with the one before', () => {
  const tokens = tokensOf('彼は「また明日」と言った。', 'ja').map(({ text }) => text)
  expect(tokens).toContain('「また')
  expect(tokens).toContain('明日」')
  expect(tokens.join('')).toBe('彼は「また明日」と言った。')
})

test('no word both begins a clause and belongs to the word before', () => {
  for (const [language, lists] of Object.entries<Record<string, string>>(WORDS.languages)) {
    const follows = new Set(lists['follows']?.split(' '))
    expect(lists['joins']?.split(' ').filter((word) => follows.has(word)) ?? [], language).toEqual([])
  }
})

test('the words of each language are in small letters, once, and parted by single spaces', () => {
  for (const [language, lists] of Object.entries(WORDS.languages)) {
    for (const list of Object.values(lists)) {
      const words = list.split(' ')
      expect(list, language).toBe(list.toLowerCase())
      expect(words, language).not.toContain('')
      expect(new Set(words).size, `${language}: ${list}`).toBe(words.length)
      expect(list, language).toBe(list.normalize('NFC'))
    }
  }
})
