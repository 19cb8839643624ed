import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Export, exportsOf } from './declarations.ts'
import { ROOT } from './sources.ts'

/** The packages that programs import, by the title of their page. */
export const REFERENCES = {
  client: 'Client: every export',
  server: 'Server: every export',
  simulator: 'Simulator: every export',
  dashboard: 'Dashboard: every export',
} as const

export type PackageName = keyof typeof REFERENCES

export interface Entry {
  /** As a program imports it. */
  name: string
  exports: Export[]
}

/** Every entry of a package with what it exports. */
export function packageEntries(of: PackageName): Entry[] {
  const folder = join(ROOT, 'packages', of)
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    exports: Record<string, { types: string } | string>
  }
  return Object.entries(exports).flatMap(([path, entry]) => {
    if (typeof entry === 'string') return []
    return filesOf(folder, entry.types).map(([file, star]) => ({
      name: name + path.slice(1).replace('*', star),
      exports: exportsOf(file),
    }))
  })
}

/** The declarations of an entry. One with a star stands for each file of a folder. */
function filesOf(packageFolder: string, types: string): [file: string, star: string][] {
  const path = join(packageFolder, types)
  if (!types.includes('*')) return [[path, '']]
  const [folder = ''] = path.split('*')
  const sources = readdirSync(join(packageFolder, types.split('*')[0]?.replace('dist', 'src') ?? ''))
  const stars = sources.filter((file) => /^[\w-]+\.ts$/.test(file)).map((file) => file.slice(0, -3))
  return stars.map((star) => [join(folder, `${star}.d.ts`), star])
}

/** A page about every export of a package, made from its declarations. */
export function packageReference(of: PackageName): string {
  return `# ${REFERENCES[of]}

${packageEntries(of).map(entrySection).join('\n')}`
}

function entrySection({ name, exports }: Entry): string {
  const sections = exports.map(
    (each) => `### ${each.name}\n\n${escapeTags(each.about)}\n\n\`\`\`ts\n${each.code}\n\`\`\`\n`,
  )
  return `## ${name}\n\n${sections.join('\n')}`
}

/** \`Promise<Translation>\` in prose would become an element. */
function escapeTags(text: string): string {
  return text.replaceAll(/`[^`]*`|</g, (match) => (match === '<' ? '&lt;' : match))
}
