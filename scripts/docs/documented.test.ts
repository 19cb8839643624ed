import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../apps/cli/src/cli.ts'
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
    new RegExp(`\\b${code}\\b`).test(text) || new RegExp(`'${services.exec(code)?.[1]}'`).test(text)
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
  expect(variables.filter((name) => !everything.includes(name))).toEqual([])
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

test('commands in samples exist, with their options and their arguments', () => {
  const lines = samples
    .filter(({ language }) => language === 'sh')
    .flatMap(({ path, code }) => commandsIn(code).map((line) => ({ path, line })))
  expect(lines.length).toBeGreaterThan(35)
  const broken = lines.flatMap(({ path, line }) => {
    const problem = problemOfCommand(line)
    return problem === undefined ? [] : [`${path}: ${line}: ${problem}`]
  })
  expect(broken).toEqual([])
})

/** The lines of a script that call our command, without what the shell does with them. */
function commandsIn(script: string): string[] {
  const joined = script.replaceAll(/\\\n\s*/g, ' ').replaceAll(/^.*\bdocker\b.*$/gm, '')
  const calls = [...joined.matchAll(/(?:^|[|(;&\s])video-translation (?!.*\.\.\.$)([^\n]*)/gm)]
  return calls.map(([, words = '']) => words.replace(/\s+#.*$|\s[|>&<;].*$|\)"?$/, '').trim())
}

function problemOfCommand(line: string): string | undefined {
  const program = createProgram('0.0.0')
  for (const command of everyCommand(program))
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined }).action(() => undefined)
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g) ?? []
  try {
    program.parse(
      words.map((word) => word.replaceAll(/^["']|["']$/g, '').replace(':...', ':0123456789abcdef')),
      { from: 'user' },
    )
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(code ?? '')
      ? undefined
      : message
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}
