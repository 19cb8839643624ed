import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { samplesOf } from '../markdown.ts'
import { documents, filesOf } from '../sources.ts'

/** A piece of TypeScript of a page. */
export interface TypedSample {
  /** Its page. */
  path: string
  /** Where it begins, from 1. */
  line: number
  /** The name of a file for it. */
  name: string
  code: string
  /** The file with what the reader of this page has. */
  given: string
  /** Why the tests do not run it, or neither check nor run it: `not run: it needs a browser`. */
  note: string
}

const GIVEN = join(import.meta.dirname, 'given')

/**
 * The TypeScript of all documents, without that which is a part of an example: examples have tests
 * of their own.
 */
export function typedSamples(): TypedSample[] {
  const programs = filesOf('examples/*.ts').map(({ text }) => unindented(text))
  return documents().flatMap(({ path, text }) =>
    samplesOf(text)
      .filter(
        ({ language, code }) =>
          /^tsx?$/.test(language) && !programs.some((program) => program.includes(unindented(code))),
      )
      .map(({ language, code, line, note }) => ({
        path,
        line,
        name: `${path.replaceAll(/[/.]/g, '-')}-${line}.${language}`,
        code,
        given: givenFor(path),
        note,
      })),
  )
}

/**
 * A page may have more than others: `given/heygen.ts` is for `heygen.md`, and `given/server.ts` for
 * `server/README.md`.
 */
function givenFor(path: string): string {
  const page = basename(path) === 'README.md' ? basename(dirname(path)) : basename(path, '.md')
  const own = join(GIVEN, `${page}.ts`)
  return existsSync(own) ? own : join(GIVEN, 'everywhere.ts')
}

function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, '')
}
