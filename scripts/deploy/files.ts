import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

export const ROOT = join(import.meta.dirname, '../..')

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The documents of a YAML file, with its aliases and merge keys resolved. */
export function readYaml(path: string): Record<string, unknown>[] {
  return parseAllDocuments(readText(path), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    return document.toJS() as Record<string, unknown>
  })
}

/** The instructions of a Dockerfile, with their continued lines joined. */
export function readDockerfile(): { name: string; value: string }[] {
  return readText('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', value = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
      return { name, value }
    })
}
