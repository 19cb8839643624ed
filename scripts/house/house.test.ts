// The rules of the house that no linter knows: arrows between rooms, comments that read once, words
// with one meaning.
import { describe, expect, test } from 'vitest'
import { invertedOpenings, longCommentLines } from './comments.ts'
import { innerFunctions } from './functions.ts'
import { roomCircles } from './rooms.ts'
import { readSources, withoutTests } from './sources.ts'
import { forbiddenWords, typesDeclaredTwice, wordsWeDoNotUse } from './words.ts'

const everything = readSources()
const shipped = withoutTests(everything)

describe('this repository', () => {
  test('is read whole', () => {
    expect(shipped.length).toBeGreaterThan(500)
    expect(everything.length).toBeGreaterThan(shipped.length)
  })

  test('has no circle between rooms', () => {
    expect(roomCircles(shipped)).toEqual([])
  })

  test('wraps its comments at 100 columns', () => {
    expect(everything.flatMap(longCommentLines)).toEqual([])
  })

  test('has no comment that opens with Who, Whose or Of', () => {
    expect(everything.flatMap(invertedOpenings)).toEqual([])
  })

  test('uses none of the words that ARCHITECTURE.md replaces', () => {
    const words = wordsWeDoNotUse()
    expect(words.length).toBeGreaterThan(20)
    const published = shipped.filter(({ path }) => !path.startsWith('benchmarks/'))
    expect(published.flatMap((source) => forbiddenWords(source, words))).toEqual([])
  })

  test('declares no function inside a function; constants hold them', () => {
    expect(shipped.flatMap(innerFunctions)).toEqual([])
  })

  test('exports each type name from one file of a package', () => {
    expect(typesDeclaredTwice(shipped)).toEqual([])
  })
})

describe('the checks find', () => {
  const source = (path: string, ...lines: string[]) => ({ path, text: lines.join('\n') })

  test('two folders that import each other, by types alone', () => {
    const circle = [
      source('packages/x/src/lib/a/one.ts', "import type { Two } from '../b/two.ts'"),
      source('packages/x/src/lib/b/two.ts', "export type { One } from '../a/one.ts'"),
    ]
    expect(roomCircles(circle)).toEqual([
      ['packages/x/src/lib/b -> packages/x/src/lib/a', 'packages/x/src/lib/a -> packages/x/src/lib/b'],
    ])
  })

  test('three files of src that import each other in turn, one of them by import()', () => {
    const circle = [
      source('packages/x/src/a.ts', "import { b } from './b.ts'"),
      source('packages/x/src/b.ts', "await import('./c.ts')"),
      source('packages/x/src/c.ts', "import './a.ts'"),
    ]
    expect(roomCircles(circle)).toHaveLength(1)
    expect(roomCircles(circle.slice(1))).toEqual([])
  })

  test('a comment line of 101 columns, not one of 100, and no string', () => {
    const long = `// ${'x'.repeat(98)}`
    expect(longCommentLines(source('a.ts', long, long.slice(1), `'${long}'`))).toEqual(['a.ts:1'])
  })

  test.each([
    '// Who waits, waits.',
    '/** It is so. Whose key it is. */',
    '// It runs\n// on. Of those, one counts.',
  ])('an inverted sentence: %s', (text) => {
    expect(invertedOpenings({ path: 'a.ts', text })).toHaveLength(1)
  })

  test.each(['// Who waits?', '// The one who waits.', "'Who waits.'", '// Of course.'])(
    'nothing in: %s',
    (text) => {
      expect(invertedOpenings({ path: 'a.ts', text })).toEqual([])
    },
  )

  test('a replaced word as an identifier, but neither as a property, nor in a string or comment', () => {
    const words = wordsWeDoNotUse('## Words we do not use\n| not | but |\n|---|---|\n| `hub`, `bell` | x |\n')
    const lines = ['const hub = bell()', 'x.hub', "'hub'", '// hub', 'github']
    expect(forbiddenWords(source('a.ts', ...lines), words)).toEqual(['a.ts:1 hub', 'a.ts:1 bell'])
  })

  test('a function declared inside another one, but no generator', () => {
    const lines = ['function a() {', '  async function b() {}', '  function* c() {}', '}']
    expect(innerFunctions(source('a.ts', ...lines))).toEqual(['a.ts:2'])
  })

  test('a type that one package exports twice', () => {
    const paths = ['packages/x/src/a.ts', 'packages/x/src/b.ts', 'packages/y/src/a.ts']
    expect(typesDeclaredTwice(paths.map((path) => source(path, 'export interface Page {')))).toEqual([
      'packages/x Page: packages/x/src/a.ts, packages/x/src/b.ts',
    ])
  })
})
