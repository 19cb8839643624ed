import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Something that an entry exports. */
export interface Export {
  name: string
  /** Without the signs of a comment. Empty if there is none. */
  about: string
  /** The declaration as the compiler wrote it. */
  code: string
}

/**
 * The exports of an entry, read from the compiled declarations. The compiler writes them in one
 * form, so no parser of TypeScript is needed.
 * @param file a `.d.ts` that only re-exports, or declares
 */
export function exportsOf(file: string): Export[] {
  const text = readFileSync(file, 'utf8')
  const reexports = [
    ...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm),
    ...importedExports(text),
  ]
  const own = declarationsIn(text).filter(({ isExported }) => isExported)
  return [
    ...own.map(({ name, about, code }) => ({ name, about, code })),
    ...reexports.flatMap(([, names = '', from = '']) =>
      namesIn(names).map((names_) => findExport(resolveDeclaration(file, from), names_)),
    ),
  ]
}

/** What a file imports and exports under the same name, in two statements. */
function importedExports(text: string): string[][] {
  const exported = [...text.matchAll(/^export \{([^}]*)\};/gm)].flatMap(([, names = '']) => namesIn(names))
  const imports = [...text.matchAll(/^import (?:type )?\{([^}]*)\} from '([^']+)';/gm)]
  return exported.flatMap(({ inside }) => {
    const found = imports.find(([, names = '']) => namesIn(names).some(({ outside }) => outside === inside))
    return found ? [['', inside, found[2] ?? '']] : []
  })
}

interface Names {
  /** In the file that declares it. */
  inside: string
  /** As the entry names it. */
  outside: string
}

function namesIn(list: string): Names[] {
  const parts = list.split(',').map((part) => part.trim().replace(/^type /, ''))
  return parts.filter(Boolean).map((part) => {
    const [inside = '', outside = inside] = part.split(/ as /)
    return { inside, outside }
  })
}

function findExport(file: string, { inside, outside }: Names): Export {
  const found = exportsOf(file).find(({ name }) => name === inside)
  if (found) return { ...found, name: outside }
  throw new Error(`${file} does not export ${inside}.`)
}

function resolveDeclaration(from: string, specifier: string): string {
  const path = resolve(dirname(from), specifier).replace(/\.(?:ts|js)$/, '.d.ts')
  if (existsSync(path)) return path
  throw new Error(`${from} exports from ${specifier}, which is not compiled.`)
}

interface Declaration extends Export {
  isExported: boolean
}

/** Declarations begin at the first column, and end there or with a semicolon. */
function declarationsIn(text: string): Declaration[] {
  const pattern =
    /((?:^\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?)^(export )?(?:declare )?(?:abstract )?(interface|class|type|function|const)\s+(\w+)[^\n]*(?:\n(?![}\w/])[^\n]*)*(?:\n\}[^\n]*)?/gm
  return [...text.matchAll(pattern)].map(([whole, comment = '', exported, , name = '']) => ({
    name,
    about: plain(comment),
    code: whole
      .slice(comment.length)
      .replace(/^export (?:declare )?/, '')
      .replace(/^\s*#private;\n/m, '')
      .trim(),
    isExported: exported !== undefined,
  }))
}

function plain(comment: string): string {
  return comment
    .replaceAll(/^\s*\/\*\*\s?|\s*\*\/\s*$/gm, '')
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .trim()
}
