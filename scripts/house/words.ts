import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './sources.ts'

const ARCHITECTURE = join(import.meta.dirname, '..', '..', 'ARCHITECTURE.md')
const EXPORTED_TYPE = /^export (?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm

/**
 * The first column of the table "Words we do not use" in ARCHITECTURE.md, one entry for each word.
 */
export function wordsWeDoNotUse(document = readFileSync(ARCHITECTURE, 'utf8')): string[] {
  const section = document.split('## Words we do not use')[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word))
}

/**
 * Uses of a forbidden word as a whole identifier, outside comments and strings, as `path:line
 * word`.
 */
export function forbiddenWords({ path, text }: Source, words: readonly string[]): string[] {
  const found = new RegExp(String.raw`(?<![\w$.'"\x60-])(?:${words.join('|')})(?![\w$'"\x60-])`, 'g')
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/^\s*(?:\/\/|\/?\*).*$/, '').replaceAll(/'[^']*'|"[^"]*"|`[^`]*`|\/\/.*$/g, '')
    return [...code.matchAll(found)].map(([word]) => `${path}:${index + 1} ${word}`)
  })
}

/** Names of exported types that one package declares in several files, as `package Name: files`. */
export function typesDeclaredTwice(sources: readonly Source[]): string[] {
  const declared = new Map<string, string[]>()
  for (const { path, text } of sources) {
    const owner = path.split('/').slice(0, 2).join('/')
    for (const [, name = ''] of text.matchAll(EXPORTED_TYPE)) {
      const key = `${owner} ${name}`
      declared.set(key, [...(declared.get(key) ?? []), path])
    }
  }
  return [...declared]
    .filter(([, paths]) => paths.length > 1)
    .map(([key, paths]) => `${key}: ${paths.join(', ')}`)
}
