import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from 'esbuild'
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

test('every environment variable of ours is documented', () => {
  const all = sources.flatMap(({ text }) => text.match(/\bVIDEO_TRANSLATION_[A-Z\d_]*[A-Z\d]\b/g) ?? [])
  const variables = [...new Set(all)]
  expect(variables.length).toBeGreaterThan(15)
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

test('samples in TypeScript, JavaScript and JSON can be parsed', () => {
  const broken = samples.flatMap(({ path, language, code }) => {
    const message = problemOf(language, code)
    return message === undefined ? [] : [`${path}: ${message}\n${code}`]
  })
  expect(samples.length).toBeGreaterThan(40)
  expect(broken).toEqual([])
})

/** Three dots stand for what the reader has there. */
function problemOf(language: string, code: string): string | undefined {
  try {
    // A piece of an object is shown without the braces around it.
    if (language === 'json') JSON.parse(code.startsWith('"') ? `{${code}}` : code)
    if (['ts', 'tsx', 'js'].includes(language))
      transformSync(code.replaceAll('…', ''), { loader: language as 'ts', logLevel: 'silent' })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const SHELLS = ['sh', 'bash', 'console']

test('commands in samples exist, with their options and their arguments', () => {
  const lines = samples
    .filter(({ language }) => SHELLS.includes(language))
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
