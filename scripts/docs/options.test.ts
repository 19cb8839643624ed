import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FACES } from 'video-translation-simulator'
import { expect, test } from 'vitest'
import { optionsSchema } from '../../packages/server/src/lib/engines/pipeline/options.ts'
import { type PackageName, packageEntries } from './package-reference.ts'
import { ROOT } from './sources.ts'

test('docs/pipeline.md has every option of the pipeline, and no other', () => {
  const { properties } = optionsSchema({ translators: [], synthesizers: [] })
  const options = Object.keys(properties as object)
  expect(options.length).toBeGreaterThan(10)
  expect(namesIn('docs/pipeline.md', 'Options').toSorted()).toEqual(options.toSorted())
})

const GROUPS = {
  limits: 'Limits',
  timeouts: 'Timeouts',
  worker: 'WorkerSettings',
  stream: 'StreamSettings',
  webhooks: 'WebhookSettings',
}

test('the README of the server has every setting, and no other', () => {
  const settings = membersOf('server', 'ServerOptions')
  const all = settings.flatMap((name) => {
    const group = (GROUPS as Record<string, string>)[name]
    return group ? membersOf('server', group).map((member) => `${name}.${member}`) : [name]
  })
  expect(all.length).toBeGreaterThan(40)
  expect(namesIn('packages/server/README.md', 'Settings').toSorted()).toEqual(all.toSorted())
})

test('the README of the client has every option of a client and of a wait', () => {
  const waits = [...membersOf('client', 'FollowOptions'), ...membersOf('client', 'WaitOptions')]
  expect(waits.length).toBeGreaterThan(9)
  expect(namesIn('packages/client/README.md', 'Waiting')).toEqual(expect.arrayContaining(waits))
  const options = membersOf('client', 'ClientOptions')
  expect(options.length).toBeGreaterThan(7)
  expect(namesIn('packages/client/README.md', 'Options of the client').toSorted()).toEqual(options.toSorted())
})

test('docs/simulator.md has every face, and no other', () => {
  expect(namesIn('docs/simulator.md', 'Faces').toSorted()).toEqual(Object.keys(FACES).toSorted())
})

/** The names in the first column of the tables of a section, without its parts. */
function namesIn(path: string, heading: string): string[] {
  const [, rest = ''] = readFileSync(join(ROOT, path), 'utf8').split(`\n## ${heading}\n`)
  const [section = ''] = rest.split(/\n##+ /)
  const cells = [...section.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name))
}

/** The members of an exported interface, by its compiled declaration. */
function membersOf(of: PackageName, name: string): string[] {
  const found = packageEntries(of).flatMap(({ exports }) => exports.filter((each) => each.name === name))
  return [...(found[0]?.code ?? '').matchAll(/^ {4}(\w+)\??:/gm)].map(([, member = '']) => member)
}
