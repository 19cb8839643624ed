import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Consumer } from './install.ts'

const SETTINGS = {
  'es2023 and Node types': { lib: ['es2023'], types: ['node'], module: 'nodenext' },
  'es2023, DOM and Node types': { lib: ['es2023', 'dom'], types: ['node'], module: 'node16' },
  'es2023 and DOM, with a bundler': { lib: ['es2023', 'dom'], types: [], module: 'esnext' },
  'es2023 and web worker': { lib: ['es2023', 'webworker'], types: [], module: 'nodenext' },
}

type SettingName = keyof typeof SETTINGS
type Setting = (typeof SETTINGS)[SettingName]

export const ALL_SETTINGS = Object.keys(SETTINGS) as SettingName[]

/** Describes that a user's program compiles with a version of TypeScript under some settings. */
export function describeCompiler(
  consumerOf: () => Consumer,
  version: string,
  names: readonly SettingName[],
): void {
  describe(`with TypeScript ${version}`, () => {
    let messages: Record<string, string>

    beforeAll(async () => {
      const consumer = consumerOf()
      for (const name of names) await writeConfig(consumer, name)
      const compile = version === '7.0' ? compileEach : compileAll
      messages = await compile(consumer, version, names)
    })

    test('the compiler has that version', async () => {
      expect(await consumerOf().run(compilerOf(version), '--version')).toContain(`Version ${version}.`)
    })

    test.each(names)('the types of every entry compile under %s', (name) => {
      expect(messages[`${name}.json`]).toBe('')
    })
  })
}

async function writeConfig({ folder }: Consumer, name: SettingName): Promise<void> {
  const { lib, types, module }: Setting = SETTINGS[name]
  const moduleResolution = module === 'esnext' ? 'bundler' : module
  const setting = { lib, types, module, moduleResolution, target: 'es2022' }
  const strictness = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const compilerOptions = { ...setting, ...strictness, noEmit: true }
  const files = ['client-entries.ts', 'use-client.ts']
  if (types.length > 0) files.push('server-entries.ts', 'use-server.ts')
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ compilerOptions, files }))
}

/** Compiles a user's program under each setting. The result is the compiler's messages by file. */
async function compileAll(
  { run }: Consumer,
  version: string,
  names: readonly SettingName[],
): Promise<Record<string, string>> {
  const configs = names.map((name) => `${name}.json`)
  const compiler = join('node_modules', `typescript-${version}`)
  return JSON.parse(await run('compile.mjs', compiler, ...configs)) as Record<string, string>
}

/** The same with TypeScript 7, which has no library to call, but is quick. */
async function compileEach(
  { run }: Consumer,
  version: string,
  names: readonly SettingName[],
): Promise<Record<string, string>> {
  const messages: Record<string, string> = {}
  for (const name of names) {
    const compiling = run(compilerOf(version), '-p', `${name}.json`)
    messages[`${name}.json`] = await compiling.catch((error: Failed) => error.stdout || error.stderr)
  }
  return messages
}

interface Failed {
  stdout: string
  stderr: string
}

/**
 * TypeScript 7 needs an optional package, which the consumer omits, so the workspace's own is used.
 */
function compilerOf(version: string): string {
  const own = join(import.meta.dirname, '../../node_modules/typescript')
  return join(version === '7.0' ? own : `node_modules/typescript-${version}`, 'bin', 'tsc')
}
