import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { argumentsIn, commandFor, namedCommands, shellLines } from './commands.ts'
import { codesIn, documentedCodes } from './error-codes.ts'
import { headingIds, linksOf, samplesOf } from './markdown.ts'
import { documents, filesOf, ROOT, shippedSources } from './sources.ts'

const sources = shippedSources('packages/client/src', 'packages/server/src', 'apps/cli/src')
const pages = documents()
const everything = pages.map(({ text }) => text).join('\n')
const errors = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')

test('every code of an error or a warning is in docs/errors.md', () => {
  const known = documentedCodes(errors)
  const codes = codesIn(sources)
  expect(codes.size).toBeGreaterThan(100)
  expect([...codes].filter(([code]) => !known.includes(code))).toEqual([])
})

test('docs/errors.md has no code twice, and none that no program has', () => {
  const known = documentedCodes(errors)
  expect(known.filter((code, at) => known.indexOf(code) !== at)).toEqual([])
  const text = sources.map((source) => source.text).join('\n')
  const services = /^(?:translator|transcriber|synthesizer)_(.*)$/
  const isWritten = (code: string) =>
    new RegExp(`['\`]${code}['\`:]|^ {2}${code}: \\{`, 'm').test(text) ||
    text.includes(`'${services.exec(code)?.[1]}'`)
  expect(known.filter((code) => !isWritten(code) && code !== 'http_404')).toEqual([])
})

/** A variable that a program reads: `env.NAME`, `env['NAME']`, `keyVariable: 'NAME'`, a prefix. */
const VARIABLE =
  /\b(?:env(?:\.|\['|\(')|\w+Variable: '|(?=VIDEO_TRANSLATION_|OTEL_|HTTPS?_PROXY|ALL_PROXY|NO_PROXY))([A-Z][A-Z\d_]*[A-Z\d])\b/g

test('every environment variable that a program reads is documented', () => {
  const all = sources.flatMap(({ text }) => Array.from(text.matchAll(VARIABLE), ([, name = '']) => name))
  const variables = [...new Set(all)]
  expect(variables.length).toBeGreaterThan(45)
  expect(variables).toEqual(
    expect.arrayContaining(['HEYGEN_API_KEY', 'MIMIC_JOB_PROCESSING_TIME', 'AWS_REGION']),
  )
  const named = new Set(everything.match(/\b[A-Z][A-Z\d_]*[A-Z\d]\b/g))
  expect(variables.filter((name) => !named.has(name))).toEqual([])
  const ours = [...named].filter((name) => name.startsWith('VIDEO_TRANSLATION_'))
  // Only the tests read this one.
  const known = new Set([...variables, 'VIDEO_TRANSLATION_ONLINE'])
  expect(ours.filter((name) => !known.has(name))).toEqual([])
})

test('links lead to files and headings that exist', () => {
  const broken = filesOf('*.md').flatMap(({ path, text }) =>
    path.startsWith('.changeset')
      ? []
      : linksOf(text)
          .filter((link) => !leadsSomewhere(path, link))
          .map((link) => `${path}: ${link}`),
  )
  expect(broken).toEqual([])
})

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? join(ROOT, from) : join(ROOT, dirname(from), path)
  if (!existsSync(target)) return false
  return heading === undefined || headingIds(readFileSync(target, 'utf8')).includes(heading)
}

const samples = pages.flatMap(({ path, text }) => samplesOf(text).map((sample) => ({ path, ...sample })))

test('samples in JSON can be parsed', () => {
  const json = samples.filter(({ language }) => language === 'json')
  expect(json.length).toBeGreaterThan(4)
  // A piece of an object is shown without the braces around it.
  for (const { path, line, code } of json)
    expect(() => JSON.parse(code.startsWith('"') ? `{${code}}` : code), `${path}:${line}`).not.toThrow()
})

test('every language of a sample is one that the tests know', () => {
  const known = ['sh', 'ts', 'tsx', 'json', 'python', 'yaml', 'sql']
  const others = samples.filter(({ language }) => !known.includes(language))
  expect(others.map(({ path, line, language }) => `${path}:${line}: ${language}`)).toEqual([])
})

test('commands in samples, in examples and in the text exist, with their options and arguments', () => {
  const typed = shellLines()
  const named = namedCommands()
  const lines = [...typed, ...named].flatMap(({ group, text }) => {
    const args = argumentsIn(text)
    return args ? [{ place: `${group}: ${text}`, args, isNamed: named.some((one) => one.text === text) }] : []
  })
  expect(lines.length).toBeGreaterThan(150)
  const broken = lines.flatMap(({ place, args, isNamed }) => {
    const problem = problemOf(args, isNamed)
    return problem === undefined ? [] : [`${place}: ${problem}`]
  })
  expect(broken).toEqual([])
})

/** The text may name a command without all of its arguments. */
function problemOf(args: readonly string[], isNamed: boolean): string | undefined {
  try {
    commandFor(args)
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const isHelp = ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(code ?? '')
    return isHelp || (isNamed && code === 'commander.missingArgument') ? undefined : message
  }
}

test('scripts of the repository in samples exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const names = shellLines().flatMap(({ text }) =>
    [...text.matchAll(/\bnpm (?:run ([\w-]+)|(test)\b)/g)].map(([, run, own]) => run ?? own ?? ''),
  )
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})
