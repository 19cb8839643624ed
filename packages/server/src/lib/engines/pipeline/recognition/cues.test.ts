import { expect, test } from 'vitest'
import { cuesOf } from './cues.ts'
import { type Word, wordsOf } from './word.ts'

/** Words of half a second without gaps. A number in the text is a pause in seconds. */
function spoken(text: string, wordSeconds = 0.5): Word[] {
  const words: Word[] = []
  let at = 0
  for (const part of text.split(' ')) {
    const pause = /^\d\.\d/.test(part) ? Number.parseFloat(part) : undefined
    if (pause === undefined) words.push({ text: ` ${part}`, start: at, end: at + wordSeconds })
    at += pause ?? wordSeconds
  }
  return words
}

function textsOf(words: Word[], language = 'es'): string[] {
  return cuesOf(words, language).map(({ text }) => text)
}

test('a cue ends at the end of a sentence and at a pause', () => {
  expect(textsOf(spoken('Hoy es lunes. Mañana viene 0.9 mi hermana mayor.'))).toEqual([
    'Hoy es lunes.',
    'Mañana viene',
    'mi hermana mayor.',
  ])
})

test('an abbreviation and a single letter do not end a cue', () => {
  expect(textsOf(spoken('Mr. Smith y J. Pérez, del siglo III a.C. aproximadamente'))).toHaveLength(1)
})

test('sentences without spaces are cut at their own full stop', () => {
  const words = ['今日は', '晴れです。', '明日も', '晴れです。'].map((text, index) => ({
    text,
    start: index,
    end: index + 1,
  }))
  expect(textsOf(words)).toEqual(['今日は晴れです。', '明日も晴れです。'])
})

test('a long sentence is cut at its longest pause', () => {
  const [first, second] = textsOf(spoken(`${'casa '.repeat(5)}0.3 ${'mesa '.repeat(9)}0.2 mesa taza plato`))
  expect(first).toBe('casa casa casa casa casa')
  expect(second).toMatch(/^mesa/)
})

test('a long sentence without a pause is cut after a comma, or else in the middle', () => {
  expect(textsOf(spoken(`${'casa '.repeat(7)}casa, ${'mesa '.repeat(7)}mesa`))).toEqual([
    'casa casa casa casa casa casa casa casa,',
    'mesa mesa mesa mesa mesa mesa mesa mesa',
  ])
  const halves = cuesOf(spoken('casa '.repeat(18).trim()), 'es')
  expect(halves.map(({ start, end }) => end - start)).toEqual([4.5, 4.5])
})

test('a cue of less than a second joins its nearer neighbour, but not across a long pause', () => {
  expect(textsOf(spoken('Sí. Ahora mismo voy.'))).toEqual(['Sí. Ahora mismo voy.'])
  expect(textsOf(spoken('Sí. 0.8 Ahora mismo voy.'))).toEqual(['Sí.', 'Ahora mismo voy.'])
})

test('a short answer stays by itself in the silence after it, until the next one starts', () => {
  const words = spoken('Do you like it? 0.2 Yes. 0.25 Then take it with you. Yes. No. Yes.', 0.7)
  expect(cuesOf(words, 'en').map(({ text, start, end }) => [text, start, end])).toEqual([
    ['Do you like it?', 0, 2.8],
    ['Yes.', 2.95, 3.95],
    ['Then take it with you.', 3.95, 7.45],
    ['Yes. No. Yes.', 7.45, 9.55],
  ])
  const [alone] = cuesOf(spoken('Yes. 1.0 Then take it.', 0.4), 'en')
  expect(alone).toMatchObject({ start: 0, end: 0.7 })
})

test('a short answer comes a tenth of a second early at most, where the cue before it has ended', () => {
  const answer = (before: string) => cuesOf(spoken(`Then take it. ${before} Yes. 0.7 I do.`, 0.6), 'en')[1]
  expect(answer('0.7')?.start).toBeCloseTo(1.8 + 0.7 - 0.1)
  expect(answer('0.05')).toMatchObject({ text: 'Yes.', start: 1.8 })
})

test('a cue lasts a little more than seven seconds where no place to cut is good', () => {
  const long = `${'casa '.repeat(15)}fin`
  expect(cuesOf(spoken(long, 0.475), 'es')).toMatchObject([{ start: 0, end: 7.6 }])
  expect(textsOf(spoken(`${'casa '.repeat(8)}casa, ${'mesa '.repeat(6)}fin.`, 0.475))).toHaveLength(2)
  expect(textsOf(spoken(`${'casa '.repeat(17)}fin`, 0.475))).toHaveLength(2)
})

test('a cut parts no two words from their clause', () => {
  const words = `${'casa '.repeat(10)}con ${'casa '.repeat(3)}que mesa, ${'taza '.repeat(7)}fin.`
  expect(textsOf(spoken(words, 0.48))[0]).toBe('casa '.repeat(10).trim())
})

test('a sentence that is hardly too long stays whole, and its cue leaves before its last sound', () => {
  const words = spoken(`${'casa '.repeat(14)}fin. Hoy es lunes.`, 0.478)
  expect(cuesOf(words, 'es')).toMatchObject([{ start: 0, end: 7 }, { start: 7.17 }])
})

test('no more than one of twenty cues lasts more than seven seconds', () => {
  const speak = (long: number, others: number) =>
    cuesOf(
      spoken(
        `${`${'casa '.repeat(15)}fin. 1.0 `.repeat(long)}${'Hoy es el lunes. 1.0 '.repeat(others)}fin.`,
        0.475,
      ),
      'es',
    )
  const isLong = ({ start, end }: { start: number; end: number }) => end - start > 7
  expect(speak(2, 50).filter(isLong)).toHaveLength(2)
  expect(speak(2, 20).filter(isLong)).toHaveLength(0)
})

test('cues are numbered from 1, in order and without overlap', () => {
  const cues = cuesOf(spoken(`${'palabra '.repeat(40)}fin.`), 'es')
  expect(cues.map(({ id }) => id)).toEqual(cues.map((_, index) => index + 1))
  for (const [index, cue] of cues.entries()) {
    expect(cue.end - cue.start).toBeLessThanOrEqual(7)
    expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
  }
})

test('a pause after a word that opens a phrase does not end the cue', () => {
  expect(textsOf(spoken('Ask not what 1.0 your country can do for you.'), 'en')).toHaveLength(1)
  expect(textsOf(spoken('Das ist der 1.0 Bahnhof von Berlin.'), 'de')).toHaveLength(1)
  expect(textsOf(spoken("C'est la maison de 1.2 mes parents."), 'fr')).toHaveLength(1)
  expect(textsOf(spoken('Мы живём в 0.9 большом доме.'), 'ru')).toHaveLength(1)
  // After so long a pause the cue would stand there in silence.
  expect(textsOf(spoken('Ask not what 2.5 your country can do for you.'), 'en')).toHaveLength(2)
})

test('a short pause in the middle of a sentence does not end the cue, a sign or a capital does', () => {
  expect(textsOf(spoken('The old harbour 0.7 lies behind the town.'), 'en')).toHaveLength(1)
  expect(textsOf(spoken('The old harbour, 0.7 behind the town.'), 'en')).toHaveLength(2)
  expect(textsOf(spoken('We went there 0.7 Nobody was home.'), 'en')).toHaveLength(2)
  expect(textsOf(spoken('昨日は 0.7 晴れでした'), 'ja')).toHaveLength(2)
})

test('a long sentence is rather cut at a shorter pause than within a phrase', () => {
  const text = `${'casa '.repeat(6)}0.3 ${'mesa '.repeat(4)}con 0.5 ${'taza '.repeat(5)}fin.`
  expect(textsOf(spoken(text))[0]).toBe('casa casa casa casa casa casa')
  const halves = textsOf(spoken(`${'casa '.repeat(7)}con ${'mesa '.repeat(7)}fin.`))
  expect(halves.some((half) => half.endsWith('con'))).toBe(false)
})

test('a pause within a phrase does not end a cue if a comma elsewhere leaves both parts short enough', () => {
  const text =
    'The hospital has followed protocol for infection control, including separating the patient from others ' +
    'to prevent possible 0.3 infection of others.'
  expect(textsOf(spoken(text, 0.48), 'en')).toEqual([
    'The hospital has followed protocol for infection control,',
    'including separating the patient from others to prevent possible infection of others.',
  ])
})

test('a long sentence is cut before a conjunction or a preposition rather than in its exact middle', () => {
  const text = 'All nouns alongside the word for you always begin with a large capital letter even over there'
  expect(textsOf(spoken(text), 'en')[1]).toBe('with a large capital letter even over there')
  const words = 'Malgré la pluie nous avons marché longtemps dans la forêt profonde et nous étions heureux'
  expect(textsOf(spoken(words, 0.55), 'fr')[1]).toBe('et nous étions heureux')
})

test('a name, a number with its unit and an adjective with its noun stay in one cue', () => {
  const filler = 'on and on we went without any rest'
  for (const pair of ['Lord Byron', '25 kilometres', 'possible infection', "Byron's account"])
    for (const words of [5, 6, 7, 8]) {
      const before = filler.split(' ').slice(0, words).join(' ')
      const cues = textsOf(spoken(`${before} ${pair} ${filler} ${filler}`), 'en')
      expect(cues.filter((cue) => cue.includes(pair))).toHaveLength(1)
    }
})

test('signs that a recogniser hears one at a time are not torn out of their words', () => {
  const signs = Array.from('我们今天要讨论的是人工智能如何改变视频翻译行业的未来')
  const words = signs.map((text, at) => ({ text, start: at * 0.4, end: at * 0.4 + 0.4 }))
  const cues = textsOf(words, 'zh')
  expect(cues.length).toBeGreaterThan(1)
  const wholes = new Set(wordsOf(signs.join(''), 'zh'))
  for (const cue of cues) for (const word of wordsOf(cue, 'zh')) expect(wholes).toContain(word)
})

test('a cue has one speaker, also where the answer is short and follows at once', () => {
  const words = spoken('Do you like it? Yes. 0.1 Then take it with you.')
  const turns = [
    { start: 0, end: 2, speaker: 'Anna' },
    { start: 2, end: 2.5, speaker: 'Ben' },
    { start: 2.6, end: 9, speaker: 'Anna' },
  ]
  const texts = (known: typeof turns) => cuesOf(words, 'en', known).map(({ text }) => text)
  expect(texts(turns)).toEqual(['Do you like it?', 'Yes.', 'Then take it with you.'])
  expect(texts([])).toHaveLength(2)
})

test.each([
  ['en', 'I love you 1.6 Tomorrow we leave'],
  ['en', 'That is what it is 1.6 Nobody knows why'],
  ['en', 'I told her 1.6 She was not there'],
  ['en', 'Yes it is 1.6 Next question'],
  ['en', 'We meet at eight 1.6 Tomorrow we leave'],
  ['en', 'It was plan B. 1.5 Nobody came'],
  ['en', 'It was five p.m. 1.5 Nobody came'],
  ['de', 'Sie wurde Platz 3. 1.5 Dann ging sie'],
  ['ko', '그래요 정말로 네. 1.5 알겠습니다 그럼요'],
  ['ar', 'كان ذلك عام 1990. 1.5 ثم رحل'],
])('%s: a sentence ends at a long pause, also without a sign: %s', (language, text) => {
  expect(textsOf(spoken(text), language)).toHaveLength(2)
})

test.each([
  ['en', 'This was the house of Lord 1.2 Byron then'],
  ['en', 'They told it to the 1.6 President himself'],
  ['en', 'He asked me what 1.2 I wanted from him'],
  ['de', 'Das ist sehr 1.2 Sache der anderen'],
])('%s: a long pause within a phrase ends no sentence, also before a capital: %s', (language, text) => {
  expect(textsOf(spoken(text), language)).toHaveLength(1)
})

const TWELVE = spoken('we walked along the river until the old bridge came in sight')

test('who speaks all the time keeps the cue, also while others speak at once', () => {
  const alone = textsOf(TWELVE, 'en')
  const anna = { start: 0, end: 6, speaker: 'Anna' }
  const others = [
    [{ start: 0, end: 6, speaker: 'Ben' }],
    [{ start: 1.2, end: 1.5, speaker: 'Ben' }],
    Array.from({ length: 12 }, (_, at) => ({ start: at / 2, end: at / 2 + 0.5, speaker: `${at % 2}` })),
  ]
  expect(alone).toHaveLength(1)
  for (const turns of others)
    expect(cuesOf(TWELVE, 'en', [anna, ...turns]).map(({ text }) => text)).toEqual(alone)
})

test('a cue ends where another speaker goes on after both spoke at once', () => {
  const turns = [
    { start: 0, end: 3.5, speaker: 'Anna' },
    { start: 3, end: 6, speaker: 'Ben' },
  ]
  expect(cuesOf(TWELVE, 'en', turns)).toHaveLength(2)
})

test('many words of one time are each looked at about as often as words of a cue', () => {
  let looks = 0
  const word = {
    text: ' casa',
    end: 1,
    get start() {
      looks++
      return 1
    },
  }
  const words = Array.from({ length: 1000 }, () => word)
  expect(cuesOf(words, 'es').flatMap(({ text }) => text.split(' '))).toHaveLength(1000)
  expect(looks).toBeLessThan(110 * 1000)
})

test('turns that begin within a word tear no phrase', () => {
  const words = spoken('We walked to the old harbour. Nobody was there.')
  const turns = [
    { start: 0, end: 2.75, speaker: 'Anna' },
    { start: 2.75, end: 9, speaker: 'Ben' },
  ]
  const texts = cuesOf(words, 'en', turns).map(({ text }) => text)
  expect(texts).toEqual(['We walked to the old harbour.', 'Nobody was there.'])
})
