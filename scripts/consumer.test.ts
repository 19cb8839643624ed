import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL_SETTINGS, describeCompiler } from './consumer/describe-compiler.ts'
import { type Consumer, installConsumer, LIBRARIES } from './consumer/install.ts'

const SERVER = 'video-translation-server'

let consumer: Consumer

beforeAll(async () => {
  consumer = await installConsumer()
})
afterAll(() => consumer?.remove())

describe('the tarballs', () => {
  test('contain compiled files, data, the README and the licence, and no sources or tests', () => {
    expect(consumer.tarballs.map(({ name }) => name)).toEqual([...LIBRARIES, 'video-translation'])
    for (const { contents } of consumer.tarballs) {
      expect(contents).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
      const others = contents.filter((path) => !/^(LICENSE|README\.md|package\.json)$/.test(path))
      const known =
        /^(dist\/.+(\.js|\.d\.ts|-registry\.json|-words\.json)|site\/.+\.(html|css|js|svg|woff2|txt)(\.br)?)$/
      expect(others.filter((path) => !known.test(path))).toEqual([])
      expect(others.filter((path) => /\btests?\b|\btesting\b|conformance/.test(path))).toEqual([])
    }
  })

  test('depend on ranges of versions, and on one exact version where only that was tested', async () => {
    for (const name of [...LIBRARIES, 'video-translation']) {
      const { dependencies = {}, optionalDependencies = {} } = await manifestOf(name)
      const exact = Object.entries({ ...dependencies, ...optionalDependencies }).filter(
        ([, range]) => !range.startsWith('^'),
      )
      const tested = name === SERVER ? ['@browsermt/bergamot-translator', 'sherpa-onnx-node'] : []
      expect(exact.map(([dependency]) => dependency)).toEqual(tested)
    }
  })

  test('have a README without links out of the package', async () => {
    for (const name of [...LIBRARIES, 'video-translation'])
      expect(await readFile(join(consumer.folder, 'node_modules', name, 'README.md'), 'utf8')).not.toContain(
        '](../',
      )
  })

  test('have no export condition of this workspace', async () => {
    for (const name of LIBRARIES) {
      const { exports } = await manifestOf(name)
      const conditions = Object.values(exports).flatMap((entry) =>
        Object.keys(typeof entry === 'string' ? {} : entry),
      )
      expect([...new Set(conditions)]).toEqual(['types', 'default'])
    }
  })

  test.each([...LIBRARIES, 'video-translation'])(
    '%s passes publint and Are the Types Wrong',
    async (name) => {
      const file = consumer.tarballs.find((each) => each.name === name)?.file ?? ''
      expect(JSON.parse(await consumer.run('lint.mjs', name, file))).toEqual([])
    },
  )
})

test('every entry can be imported, and so can ./package.json', async () => {
  const exported = JSON.parse(await consumer.run('import.mjs', ...LIBRARIES)) as Record<string, string[]>
  expect(Object.keys(exported).length).toBeGreaterThanOrEqual(16)
  expect(exported).toMatchObject({
    'video-translation-client/package.json': ['video-translation-client'],
    'video-translation-client/protocols/heygen': expect.arrayContaining(['heygen']),
    'video-translation-server/models': expect.arrayContaining(['pullPacks']),
    'video-translation-simulator': expect.arrayContaining(['createSimulator']),
  })
})

test('the installed command answers', async () => {
  const command = join(consumer.folder, 'node_modules', 'video-translation', 'dist', 'main.js')
  expect(await consumer.run(command, '--help')).toContain('translate')
})

/**
 * TypeScript 7 compiles every setting in a second. The older versions take five seconds for each,
 * so the oldest has one here, and `npm run soak -- tests` the others.
 */
describeCompiler(() => consumer, '5.6', ['es2023 and Node types'])
describeCompiler(() => consumer, '7.0', ALL_SETTINGS)

interface Manifest {
  exports: Record<string, string | object>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(consumer.folder, 'node_modules', name, 'package.json'), 'utf8'))
}
