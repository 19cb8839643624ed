/**
 * A sample as a module with one function. What it declares hides what is given, and it may return.
 * @param given the module with what a reader has, and the names in it
 */
export function programOf(code: string, given: { module: string; names: readonly string[] }): string {
  const { imports, body } = split(code)
  const imported = namesImportedBy(imports)
  const rest = given.names.filter((name) => !imported.has(name))
  return [
    `import { ${rest.join(', ')} } from '${given.module}'`,
    imports,
    'export async function run() {',
    asStatements(body),
    '}',
    '',
  ].join('\n')
}

const IMPORT = /^import [^;]*?from '[^']+'\n/gms

function split(code: string): { imports: string; body: string } {
  return { imports: (code.match(IMPORT) ?? []).join(''), body: code.replaceAll(IMPORT, '') }
}

function namesImportedBy(imports: string): Set<string> {
  const lists = [...imports.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) => list.split(','))
  return new Set(
    lists.map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/^.* as /, ''),
    ),
  )
}

/** A function exports nothing. */
function asStatements(body: string): string {
  return body.replaceAll(/^export default /gm, 'const exported = ').replaceAll(/^export /gm, '')
}
