import { expect, test } from 'vitest'
import { startScripted, type ScriptedLine } from './testing/start-scripted.ts'

const LINES = ['The dog is in the house.', 'Where is the old man?', 'He gives the dog the water.']
const TEXTS = ['El perro está en casa.', '¿Dónde está el viejo?', 'Le da agua al perro.']

const itemsOf = (lines: ScriptedLine[], texts = TEXTS) =>
  lines.map(({ id, text }) => ({ id, text: texts[LINES.indexOf(text)] ?? '' }))

test.each<[string, (json: string) => string]>([
  ['a draft in tags of thought', (json) => `<think>[{"id":"x","text":"no"}]</think>${json}`],
  [
    'only the end of a thought',
    (json) => `The first line is [{"id":"x","text":"no"}] perhaps</think>\n${json}`,
  ],
  ['a thought in brackets', (json) => `[THINK]maybe {"id": 1}[/THINK]${json}`],
  ['channels', (json) => `<|channel|>analysis<|message|>[1]<|end|><|channel|>final<|message|>${json}`],
  ['a comma before the end', (json) => json.replace(/\]$/, ',]').replaceAll('}', ',}')],
  ['single quotes', (json) => json.replaceAll('"', "'")],
  ['a code fence and prose', (json) => `Sure!\n\`\`\`json\n${json}\n\`\`\`\nAnything else?`],
])('an answer with %s is read', async (_name, write) => {
  const { translate, asked } = startScripted((lines) => write(JSON.stringify(itemsOf(lines))))
  expect(await translate(LINES)).toEqual(TEXTS)
  expect(asked).toHaveLength(1)
})

test('quotes inside a text may lack their escapes', async () => {
  const { translate } = startScripted((lines) =>
    JSON.stringify(itemsOf(lines, ['Dijo QholaQ en casa.', ...TEXTS.slice(1)])).replaceAll('Q', '"'),
  )
  const [first] = await translate(LINES)
  expect(['Dijo "hola" en casa.', '']).toContain(first)
})

test.each([
  ['<i>El perro está en casa.</i>'],
  ['**El perro** está en casa.'],
  ['[risas] El perro está en casa.'],
  ['El perro está en casa. (nota: o "hogar")'],
  ['El perro está en casa (literally: the house).'],
  ['1. El perro está en casa.'],
  ['"El perro está en casa."'],
  ['🐶 El perro está en casa. ♪'],
  ['Traducción: El perro está en casa.'],
  ['`El perro está en casa.`'],
  ['{\\i1}El perro está en casa.{\\i0}'],
  ['El perro est&aacute; en casa.'.replace('&aacute;', 'á')],
])('what the source lacks is removed: %s', async (decorated) => {
  const { translate } = startScripted((lines) =>
    JSON.stringify(itemsOf(lines, [decorated, ...TEXTS.slice(1)])),
  )
  expect((await translate(LINES))[0]).toBe('El perro está en casa.')
})

test('what the source has stays', async () => {
  const { translate } = startScripted((lines) =>
    JSON.stringify(lines.map(({ id }) => ({ id, text: '«Sí» (dijo) *él* [bajo]: 1' }))),
  )
  expect(await translate(['"Yes" (he said) *he* [low]: 1'])).toEqual(['«Sí» (dijo) *él* [bajo]: 1'])
})

test('a name may stay as it is, and two thanks may be the same', async () => {
  const lines = ['Barack Obama.', 'OK.', 'Thank you.', 'Thanks a lot.', 'The dog is here.']
  const texts = ['Barack Obama.', 'OK.', 'Gracias.', 'Gracias.', 'El perro está aquí.']
  const { translate, warnings } = startScripted((asked) =>
    JSON.stringify(asked.map(({ id, text }) => ({ id, text: texts[lines.indexOf(text)] }))),
  )
  expect(await translate(lines)).toEqual(texts)
  expect(warnings).toEqual([])
})

test('real sentences of related and unrelated languages are taken at once', async () => {
  const pairs = {
    'The fourth commandment is about the Sabbath day.': 'Das vierte Gebot handelt vom Sabbattag.',
    'However, due to the slow communication channels,': 'Wegen der langsamen Nachrichtenwege konnte der Stil',
    'styles in the west could lag behind by 25 to 30 years.':
      'im Westen jedoch um 25 bis 30 Jahre zurückbleiben.',
    'Many people dream of coming to Paris.': 'Viele träumen davon, nach Paris zu kommen.',
    'Yes.': 'Ja.',
    'It is one of the most visited cities.': 'Es ist eine der meistbesuchten Städte.',
  }
  const { translate, asked } = startScripted((lines) =>
    JSON.stringify(lines.map(({ id, text }) => ({ id, text: pairs[text as keyof typeof pairs] }))),
  )
  expect(await translate(Object.keys(pairs), { to: 'de' })).toEqual(Object.values(pairs))
  expect(asked).toHaveLength(1)
})

test.each([
  ["Unsupported value: 'temperature' does not support 0 with this model."],
  ['Unrecognized request argument supplied.'],
])('a parameter that the endpoint refuses is sent once only: %s', async (message) => {
  const { translate, bodies } = startScripted((lines) => JSON.stringify(itemsOf(lines)), {
    refuse: (body) => ('temperature' in body ? message : undefined),
  })
  expect(await translate(LINES)).toEqual(TEXTS)
  expect(await translate(LINES)).toEqual(TEXTS)
  expect(bodies.map((body) => 'temperature' in body)).toEqual([true, false, false, false, false])
})

test('more fields of the request come from the options', async () => {
  const { translate, bodies } = startScripted((lines) => JSON.stringify(itemsOf(lines)), {
    body: { temperature: 0.3, reasoning_effort: 'low' },
  })
  await translate(LINES)
  expect(bodies.at(-1)).toMatchObject({ temperature: 0.3, reasoning_effort: 'low', model: 'm1' })
})
