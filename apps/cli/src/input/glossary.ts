import { CliError } from '../errors.ts'
import { readText, type NamedFile } from './text-files.ts'

/** Terms with their translations, by target language. */
export type Glossary = Record<string, Record<string, string>>

/**
 * Reads glossaries. A file has a term and its translation in each line, between a tab, `=`, `;` or
 * a comma, or is JSON. A file that names no language counts for every target.
 * @throws CliError for a line that has no translation
 */
export async function readGlossaries(files: readonly NamedFile[], to: readonly string[]): Promise<Glossary> {
  const glossary: Glossary = {}
  for (const file of files) {
    for (const [language, terms] of Object.entries(await readGlossary(file, to)))
      glossary[language] = { ...glossary[language], ...terms }
  }
  return glossary
}

async function readGlossary({ path, language }: NamedFile, to: readonly string[]): Promise<Glossary> {
  const text = await readText(path)
  const terms = /^\s*\{/.test(text) ? readJson(text, path) : readLines(text, path)
  if (isByLanguage(terms)) return terms
  return Object.fromEntries((language === undefined ? to : [language]).map((tag) => [tag, terms]))
}

type Terms = Record<string, string>

function isByLanguage(terms: Terms | Glossary): terms is Glossary {
  return Object.values(terms).some((value) => typeof value === 'object')
}

function readJson(text: string, path: string): Terms | Glossary {
  try {
    return JSON.parse(text) as Terms | Glossary
  } catch (error) {
    throw new CliError('badInput', `${path} is not valid JSON.`, 'Write {"term":"translation"}.', error)
  }
}

function readLines(text: string, path: string): Terms {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return Object.fromEntries(
    lines.flatMap((line, at) => (/^\s*(#|$)/.test(line) ? [] : [readLine(line, `${path}, line ${at + 1}`)])),
  )
}

/** The first of these that a line has separates it. */
const SEPARATORS = ['\t', '=', ';', ',']

function readLine(line: string, place: string): [term: string, translation: string] {
  const separator = SEPARATORS.find((mark) => line.includes(mark)) ?? '\t'
  const at = line.indexOf(separator)
  const [term, translation] = [line.slice(0, at), line.slice(at + 1)].map(unquoted)
  if (at > 0 && term && translation) return [term, translation]
  const fix = 'Write a term and its translation, with a tab, =, ; or a comma between them.'
  throw new CliError('badInput', `${place} has no translation.`, fix)
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1').replaceAll('""', '"') // prettier-ignore
}

/** Reads words that stay as they are, one in each line. */
export async function readWords(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((path) => readText(path)))
  const lines = texts.flatMap((text) => text.replace(/^\uFEFF/, '').split(/\r?\n/))
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')))]
}
