import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_PACKS, modelCache, pullPacks } from 'video-translation-server/models'
import {
  dictionary,
  startBergamotHome,
  type BergamotHome,
} from '../../../packages/server/test/support/bergamot/bergamot-home.ts'
import { createSandbox, type Sandbox } from './cli.ts'
import { shortSample } from './samples.ts'

/** The voice that needs no other pack. */
const ROBOT = ['--option', 'synthesizer=espeak']

let folder: string
let home: BergamotHome

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-bergamot-'))
  const words = dictionary('and y, the el')
  home = await startBergamotHome(folder, { 'en-es': words, 'en-ca': words, 'en-fi': words, 'es-en': words })
  await linkSpeechPacks(join(folder, 'models'))
})
afterEach(async () => {
  await home.close()
  await rm(folder, { recursive: true })
})

/** The speech packs of this machine, in a folder that has no translation packs. */
async function linkSpeechPacks(models: string): Promise<void> {
  await pullPacks(DEFAULT_PACKS)
  await mkdir(models)
  for (const name of await readdir(modelCache())) {
    if (!name.startsWith('bergamot-')) await symlink(join(modelCache(), name), join(models, name))
  }
}

function sandboxWithHome(): Sandbox {
  return createSandbox({
    VIDEO_TRANSLATION_MODELS: join(folder, 'models'),
    VIDEO_TRANSLATION_BERGAMOT_REGISTRY: home.registry,
  })
}

test('translate downloads the pack that translates, and translates with it', async () => {
  await using sandbox = sandboxWithHome()
  const { code, stderr, stdout } = await sandbox.run(
    'translate',
    await shortSample(sandbox.folder),
    '--from',
    'en',
    '--to',
    'es',
    '--yes',
    ...ROBOT,
  )
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/Downloading bergamot-en-es \(MPL-2\.0\): .* to download, once\./)
  expect(stdout).not.toContain('Apertium')
  const report = await readFile(join(sandbox.folder, 'short-translated', 'es.report.json'), 'utf8')
  expect(JSON.parse(report)).toMatchObject({ providers: { translator: { name: 'bergamot' } } })
})

// The file is no video, so each of these translations ends right after it was created.

test('a silent site is given up once, after 10 seconds, and an installed translator goes on', async () => {
  await using sandbox = sandboxWithHome()
  home.respond = () => {}
  const started = performance.now()
  const { stderr, stdout } = await sandbox.run(
    'translate',
    sandbox.video,
    '--from',
    'en',
    '--to',
    'es,ca',
    '--yes',
    ...ROBOT,
  )
  expect(performance.now() - started).toBeGreaterThan(10_000)
  expect(stderr).toMatch(
    /bergamot-en-es is incomplete: .*sent nothing for 10 s.*Going on with the translators/s,
  )
  expect(stdout).toMatch(/The source is .*text file/)
  expect(home.requests).toHaveLength(1)
})

test('if the site cannot be reached and nothing else translates, the pack is named and the request refused', async () => {
  await using sandbox = sandboxWithHome()
  await home.close()
  const { code, stderr } = await sandbox.run(
    'translate',
    sandbox.video,
    '--from',
    'en',
    '--to',
    'fi',
    '--yes',
    ...ROBOT,
  )
  expect(code).toBe(2)
  expect(stderr).toContain('was not reached')
  expect(stderr).toContain('models pull bergamot-en-fi')
})

test('without consent nothing is downloaded: the pack is named, and an installed translator goes on', async () => {
  await using sandbox = sandboxWithHome()
  const { stderr, stdout } = await sandbox.run('translate', sandbox.video, '--from', 'en', '--to', 'es')
  expect(stderr).toMatch(/bergamot-en-es \(MPL-2\.0\).*models pull bergamot-en-es/)
  expect(stdout).toMatch(/The source is .*text file/)
  expect(home.requests).toEqual([])
})

test('a dry run tells the packs with licence and size, what would translate, and starts nothing', async () => {
  await using sandbox = sandboxWithHome()
  const sample = await shortSample(sandbox.folder)
  const { code, stdout } = await sandbox.run(
    'translate',
    sample,
    '--from',
    'en',
    '--to',
    'es,fi',
    '--dry-run',
  )
  expect(stdout).toMatch(/translate +es +apertium +.*a draft/)
  expect(stdout).toMatch(/bergamot-en-fi +MPL-2\.0 +\d/)
  expect(stdout).toContain('It is possible after the download')
  expect(code).toBe(0)
  expect(home.requests).toEqual([])
})

test('another translator that is chosen needs no pack', async () => {
  await using sandbox = sandboxWithHome()
  const apertium = ['--option', 'translator=apertium']
  const { stderr } = await sandbox.run('translate', sandbox.video, '--from', 'en', '--to', 'es', ...apertium)
  expect(stderr).not.toContain('bergamot')
})

test('models lists and pulls the packs of a pair', async () => {
  await using sandbox = sandboxWithHome()
  const before = (await sandbox.run('models', 'list')).stdout
  expect(before).not.toContain('bergamot-en-ca')
  expect(before).toContain('69 more packs translate or speak')
  expect((await sandbox.run('models', 'list', '--all')).stdout).toMatch(/bergamot-en-ca .*MPL-2\.0/)
  const pull = await sandbox.run('models', 'pull', '--pair', 'es-ca')
  expect(pull.stdout.match(/^bergamot-\S+/gm)).toEqual(['bergamot-es-en', 'bergamot-en-ca'].sort())
  expect((await sandbox.run('models', 'list')).stdout).toMatch(/bergamot-en-ca +installed/)
  expect(await sandbox.run('models', 'pull', '--pair', 'en-eo')).toMatchObject({ code: 2 })
})
