import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parseLaw } from './parse-law.ts'
import { checkScenario } from './scenario.ts'
import { createSimulator } from '../simulator.ts'
import { JOB_SCENARIO_MEMBERS, resolveJobScenario } from './job-scenario.ts'
import { createScenarioBook } from './scenario-book.ts'

const ROOT = new URL('../../../../../', import.meta.url)
const [simulator, readme, command] = await Promise.all(
  ['docs/simulator.md', 'packages/simulator/README.md', 'docs/cli.md'].map((page) =>
    readFile(new URL(page, ROOT), 'utf8'),
  ),
)
const DOCS = [simulator!, readme!, command!]

/** Defaults in words, which no value can express. */
const IN_WORDS = ['never', 'none', 'any', 'as the API has it', 'all']

const defaults = DOCS.flatMap((page) => [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \| /gm)])
  .map(([, name = '', cell = '']) => ({ name, value: cell.replaceAll('`', '').trim() }))
  .filter(({ name }) => JOB_SCENARIO_MEMBERS.some((member) => member === name))
  .filter(({ value }) => !IN_WORDS.includes(value))

test.each(defaults)('$name accepts its default $value', ({ name, value }) => {
  const parsed: unknown = /^[\d{[tf]/.test(value) ? JSON.parse(value) : value
  expect(() => resolveJobScenario({ [name]: parsed })).not.toThrow()
})

test('the documents state the default of every member without words', () => {
  expect(new Set(defaults.map(({ name }) => name)).size).toBeGreaterThanOrEqual(11)
})

const [, list = ''] = /A scenario is a name, text, both, or JSON: (.*)\.\n/.exec(simulator!) ?? []
const texts = [
  ...[...list.matchAll(/`([^`]+)`/g)].map(([, text]) => text),
  ...DOCS.flatMap((page) =>
    [...page.matchAll(/(?:scenario: '|x-simulate: |[?&]simulate=)([^'`]+)['`]/g)].map(([, text]) => text),
  ),
  ...[...simulator!.matchAll(/\| `(failTargets=[^`]*)` \|/g)].map(([, text]) => text),
  ...[...command!.matchAll(/text such as `([^`]+)`/g)].map(([, text]) => text),
  ...[...readme!.matchAll(/parseScenario\('([^']+)'\)/g)].map(([, text]) => text),
]

test.each(texts)('%s can be played', (text) => {
  expect(() => createScenarioBook().read(text)).not.toThrow()
})

test('the search found all examples of the documents', () => {
  expect(texts.length).toBeGreaterThanOrEqual(9)
})

const blocks = DOCS.flatMap((page) => [...page.matchAll(/```json\n(.*?)```/gs)]).map(([, json]) => json!)

test.each(blocks)('the file %s can be played', (json) => {
  expect(() => createSimulator(JSON.parse(json) as object)).not.toThrow()
})

const faults = [...simulator!.matchAll(/`(\[\{"from".*?\])`/g)].map(([, json]) => json!)

test.each(faults)('the faults %s can be played', (json) => {
  expect(() => resolveJobScenario({ faults: JSON.parse(json) as [] })).not.toThrow()
})

const laws = [...readme!.matchAll(/^\| `([a-z\d][^`]*)` \| `(\{"law".*?)` \|/gm)].map(([, text, json]) => ({
  text: text!.replaceAll('\\|', '|'),
  json: json!,
}))

test.each(laws)('the text $text is the law $json', ({ text, json }) => {
  const law = parseLaw(text, '', (pointer, detail) => expect.fail(`${pointer} ${detail}`))
  expect(law).toBeDefined()
  if (!json.includes('...')) expect(law).toEqual(JSON.parse(json))
})

test('the timelines of the readme can be played', () => {
  const scenarios = [...readme!.matchAll(/createTimeline\((\{.*?\}),/g)].map(([, code]) => code!)
  expect(scenarios.length).toBeGreaterThan(0)
  for (const code of scenarios) {
    const json = code
      .replaceAll(/(\w+):/g, '"$1":')
      .replaceAll("'", '"')
      .replace('"lognormal":600s', 'lognormal:600s')
    expect(checkScenario(JSON.parse(json))).toEqual([])
  }
})
