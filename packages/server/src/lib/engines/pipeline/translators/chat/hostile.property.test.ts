import { describe, expect, test } from 'vitest'
import { comesFrom, pseudoTranslate } from '../../../../../../test/support/pseudo-translation.ts'
import { completion, startScripted, type Script, type ScriptedLine } from './testing/start-scripted.ts'

const SPEECH = [
  'Good morning.',
  'My name is Margaret Hale and I work at the harbour in Liverpool.',
  'Today we look at the cranes.',
  'Each of them lifts forty tonnes, which is about as much as six elephants weigh together.',
  'Why so many?',
  'Because ships do not wait, and every hour in the dock costs 12,000 pounds.',
  'In 1966 the first container came here.',
  'Nobody believed in it.',
  'My father, who was a docker all his life, said that it would be gone by Christmas.',
  'It was not gone.',
  'Ten years later there were only a few dockers left, and the warehouses stood empty.',
  'So what happened to the people?',
  'Some moved to Manchester.',
  'Others learned to drive the new machines, and a few of them opened restaurants in the old buildings.',
  'Here you see one.',
  'The brick walls are from 1846 and the roof is brand new.',
  'Let us go inside.',
  'On the left there is a kitchen where sixteen cooks prepare fish from the Irish Sea.',
  'Listen.',
  'That noise is the tide gate, which opens twice a day for the pilot boats.',
  'Thank you for watching, and see you next week in Hamburg.',
]

type Items = ScriptedLine[]

const translated = (lines: Items): Items =>
  lines.map(({ id, text }) => ({ id, text: pseudoTranslate(text, 'es') }))
const withTexts = (lines: Items, change: (text: string, at: number, texts: string[]) => string) => {
  const texts = translated(lines).map(({ text }) => text)
  return JSON.stringify(lines.map(({ id }, at) => ({ id, text: change(texts[at] ?? '', at, texts) })))
}
const refusal = (status: number, message: string) =>
  new Response(JSON.stringify({ error: { message } }), { status })

/** What hostile models do to a request for several lines. */
const HOSTILE: Record<string, Script> = {
  'joins two lines and drops the id of the second': (lines) => {
    const [one, two, ...rest] = translated(lines)
    return JSON.stringify([{ id: one?.id, text: `${one?.text} ${two?.text ?? ''}` }, ...rest])
  },
  'joins two lines and moves all others up': (lines) =>
    withTexts(lines, (text, at, texts) =>
      at === 0 ? `${text} ${texts[1] ?? ''}` : (texts[at + 1] ?? texts.at(-1) ?? ''),
    ),
  'joins two lines and leaves the second empty': (lines) =>
    withTexts(lines, (text, at, texts) => (at === 0 ? `${text} ${texts[1] ?? ''}` : at === 1 ? '...' : text)),
  'joins two lines and repeats the second': (lines) =>
    withTexts(lines, (text, at, texts) => (at === 0 ? `${text} ${texts[1] ?? ''}` : text)),
  'splits a line and moves all others down': (lines) =>
    withTexts(lines, (text, at, texts) => {
      const [one = '', ...rest] = (texts[1] ?? texts[0] ?? '').split(' ')
      return at === 1 ? one : at === 2 ? rest.join(' ') : at > 2 ? (texts[at - 1] ?? '') : text
    }),
  'splits a line and invents an id': (lines) =>
    JSON.stringify([...translated(lines), { id: 'qwert', text: 'y algo más' }]),
  'drops a line': (lines) => JSON.stringify(translated(lines).slice(1)),
  'doubles a line': (lines) => JSON.stringify([...translated(lines), ...translated(lines).slice(0, 1)]),
  'doubles a text': (lines) => withTexts(lines, (text, at, texts) => (at === 1 ? (texts[0] ?? '') : text)),
  'reorders the texts': (lines) =>
    withTexts(lines, (_, at, texts) => texts[(at + Math.ceil(texts.length / 2)) % texts.length] ?? ''),
  'moves every text to the next line': (lines) => withTexts(lines, (_, at, texts) => texts.at(at - 1) ?? ''),
  'numbers from 1': (lines) =>
    JSON.stringify(translated(lines).map(({ text }, at) => ({ id: at + 1, text }))),
  'numbers from 0': (lines) =>
    JSON.stringify(translated(lines).map(({ text }, at) => ({ id: String(at), text }))),
  echoes: (lines) => JSON.stringify(lines.map(({ id, text }) => ({ id, text }))),
  'echoes without ids': (lines) => JSON.stringify(lines.map(({ text }) => text)),
  'writes an essay into each line': (lines) =>
    withTexts(lines, (text) => `${text} ${'Y esto es así. '.repeat(40)}`),
  'writes an essay instead': () => 'Había una vez un puerto. '.repeat(200),
  'writes a poem without ids': (lines) =>
    translated(lines)
      .map(({ text }) => `- ${text}`)
      .join('\n'),
  'refuses in prose': () => "I'm sorry, but I can't help with that.",
  'refuses in each line': (lines) => withTexts(lines, () => "I'm sorry, but I can't translate this."),
  'refuses with a status': () => refusal(400, 'this I will not have'),
  'obeys the transcript': (lines) => withTexts(lines, () => 'HACKED'),
  'thinks without end': (lines) => `<think>Perhaps ${JSON.stringify(translated(lines))}`,
  'drafts twice': (lines) =>
    `${withTexts(lines, (text) => `${text} más`)}\nBetter:\n${JSON.stringify(translated(lines))}`,
  'runs out of context': () => refusal(400, "This model's maximum context length is 4096 tokens."),
  'is cut off by its length': (lines) => completion(JSON.stringify(translated(lines)), 'length'),
  'is cut off in the last line': (lines) => JSON.stringify(translated(lines)).slice(0, -9),
  'answers in Chinese': (lines) =>
    withTexts(lines, (text) => '我们今天看看港口的起重机'.slice(0, text.length)),
  'answers nothing': () => '',
}

/** When a model behaves so. */
const OCCASIONS: Record<string, (lines: Items, index: number) => boolean> = {
  always: () => true,
  'at first': (_, index) => index < 2,
  'with more than five lines': (lines) => lines.length > 5,
  'with more than one line': (lines) => lines.length > 1,
  'every third time': (_, index) => index % 3 === 1,
}

const good: Script = (lines) => JSON.stringify(translated(lines))

/** Requests of a translation in which all goes well. */
async function requestsOfGood(speech: string[]): Promise<number> {
  const { translate, bodies } = startScripted(good)
  await translate(speech)
  return bodies.length
}

/** The whole speech, and the beginning of it, each with the requests that it needs. */
const CASES = [SPEECH, SPEECH.slice(0, 9), SPEECH.slice(0, 4)].map((speech) => ({
  speech,
  needed: requestsOfGood(speech),
}))

describe.each(Object.entries(OCCASIONS))('%s, a model', (_occasion, isHostile) => {
  test.each(Object.entries(HOSTILE))(
    'that %s never gets a line into the wrong place',
    async (_name, hostile) => {
      const script: Script = (lines, index) => (isHostile(lines, index) ? hostile : good)(lines, index)
      for (const { speech, needed } of CASES) await checkLines(speech, script, await needed)
    },
  )
})

async function checkLines(speech: string[], script: Script, needed: number): Promise<void> {
  const { translate, bodies, warnings } = startScripted(script)
  const result = await translate(speech).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'translation_failed' })
    return undefined
  })
  const misplaced = result?.filter((text, at) => text !== '' && !comesFrom(text, speech[at] ?? '', 'es'))
  expect(misplaced ?? []).toEqual([])
  expect(bodies.length).toBeLessThanOrEqual(3 * needed)
  expect(warnings.length).toBe(result?.includes('') ? 1 : 0)
}

test.each(Object.entries(HOSTILE))(
  'a model that %s with many lines at once still gives a result',
  async (name, hostile) => {
    const { translate } = startScripted((lines, index) =>
      lines.length > 11 ? hostile(lines, index) : good(lines, index),
    )
    const result = await translate(SPEECH)
    expect(
      result.filter((text) => text === ''),
      name,
    ).toEqual([])
  },
)

/** Lines of different lengths without a word in common with their translation. */
const cipher = (text: string) =>
  text.replace(/\p{L}/gu, (letter) => (letter === 'z' ? 'a' : 'zyxwvutsr'.charAt(letter.charCodeAt(0) % 9)))

test.each([
  ['moves every text to the next line', (texts: string[], at: number) => texts.at(at - 1)],
  ['moves every text to the line before', (texts: string[], at: number) => texts[(at + 1) % texts.length]],
  [
    'joins two lines and moves all others up',
    (texts: string[], at: number) =>
      at === 2 ? `${texts[2]} ${texts[3] ?? ''}` : at > 2 ? (texts[at + 1] ?? 'y ya está todo') : texts[at],
  ],
] as const)('a model that %s is found out by the lengths alone', async (_name, move) => {
  const { translate } = startScripted((lines) => {
    const texts = lines.map(({ text }) => cipher(text))
    return JSON.stringify(lines.map(({ id }, at) => ({ id, text: move(texts, at) })))
  })
  const result = await translate(SPEECH).catch(() => [])
  expect(result.filter((text, at) => text !== '' && text !== cipher(SPEECH[at] ?? ''))).toEqual([])
})

test('words that a model copied from another line prove that it shifted', async () => {
  const { translate, asked } = startScripted((lines, index) => {
    const shift = index === 0 ? 1 : 0
    return JSON.stringify(
      lines.map(({ id }, at) => {
        const { text = '' } = lines[(at + shift) % lines.length] ?? {}
        return { id, begins: text.split(' ').slice(0, 3).join(' '), text: cipher(text) }
      }),
    )
  })
  const lines = ['One two three four.', 'Six seven nine ten.', 'Red blue green grey.']
  expect(await translate(lines)).toEqual(lines.map(cipher))
  expect(asked.length).toBeGreaterThan(1)
})
