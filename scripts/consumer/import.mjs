// Imports every entry of the packages named, and prints what each exports: node import.mjs NAME...
import { entriesOf } from './entries.mjs'

const exported = {}
for (const name of process.argv.slice(2)) {
  const { default: manifest } = await import(`${name}/package.json`, { with: { type: 'json' } })
  exported[`${name}/package.json`] = [manifest.name]
  for (const entry of entriesOf(name)) exported[entry] = Object.keys(await import(entry))
}
console.log(JSON.stringify(exported))
