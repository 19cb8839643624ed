import type { File } from './sources.ts'

/** A word in quotes that is no name of a member: `'upload' in source`. */
const CODE = String.raw`'((?!code')[a-z]+(?:_[a-z]+)*)'(?! in )`

/** The places where a program writes the code of an error or a warning. */
const PLACES = [
  new RegExp(String.raw`\bcode\??:[^;\n]{0,60}?${CODE}`, 'g'),
  new RegExp(String.raw`\bcode = ${CODE}`, 'g'),
  new RegExp(
    String.raw`(?:Problem|\w*Error|[rR]efus\w*|unauthorized|warn\w*)\(\s*(?:\d+|\w+),\s*${CODE}`,
    'g',
  ),
  new RegExp(String.raw`(?:\w*Error|[rR]efus\w*|unauthorized|warn\w*)\(\s*${CODE}`, 'g'),
  new RegExp(String.raw`\binvalid\([^;]*?,\s*${CODE},?\s*\)`, 'g'),
  new RegExp(String.raw`^ {2}\d{3}: ${CODE},$`, 'gm'),
]

/** Words of vendors, which our protocols only read, rules of edits, and the sample of a failure. */
const OTHER_WORDS =
  /\/protocols\/(?:heygen|elevenlabs|azure|status)\/|\/editing\/(?:apply-edits|reshape|draft)\.ts$|\/hosted\/\w+-edits\.ts$|\/sample-webhook\.ts$/

/** The codes that programs write, with a file of each. */
export function codesIn(sources: readonly File[]): Map<string, string> {
  const own = sources.filter(({ path }) => !OTHER_WORDS.test(path))
  return new Map(
    own.flatMap(({ path, text }) =>
      PLACES.flatMap((place) => Array.from(text.matchAll(place), ([, code = '']) => [code, path] as const)),
    ),
  )
}

/** The codes in the first column of the tables of a page. */
export function documentedCodes(page: string): string[] {
  const cells = page.split('\n').flatMap((line) => /^\| (`[^|]*) \|/.exec(line)?.[1] ?? [])
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w]+)`/g)].map(([, code = '']) => code))
}
