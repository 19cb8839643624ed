// Prints every entry of the packages named, as JSON: node entries.mjs NAME...
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(process.argv.slice(2).flatMap(entriesOf)))

/** The manifest of an installed package. */
export function manifestOf(name) {
  return JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'))
}

/** All entries of a package, e.g. `video-translation-client/protocols/heygen`. */
export function entriesOf(name) {
  return Object.entries(manifestOf(name).exports ?? {})
    .filter(([entry]) => entry !== './package.json')
    .flatMap(([entry, { default: file }]) => expand(join('node_modules', name), entry, file))
    .map((entry) => name + entry.slice(1))
}

function expand(folder, entry, file) {
  if (!entry.includes('*')) return [entry]
  const [before, after] = file.split('*')
  return readdirSync(join(folder, before))
    .filter((found) => found.endsWith(after))
    .map((found) => entry.replace('*', found.slice(0, -after.length)))
}
