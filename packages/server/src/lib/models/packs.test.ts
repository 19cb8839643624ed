import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { catalogue, DEFAULT_PACKS } from './catalogue.ts'
import { kokoroMetadata, kokoroTokens, KOKORO_VOICES } from './kokoro/format.ts'
import { pinOf } from './pack-file.ts'
import { moonshineTokens } from './moonshine-format.ts'
import { listPacks, pullPacks, removePacks, translationPacks } from './packs.ts'

test('every file of every pack is pinned and has a source', () => {
  for (const file of catalogue().flatMap((pack) => pack.files)) {
    expect(pinOf(file).hex, file.path).toMatch(/^([0-9a-f]{64}|[0-9a-f]{32})$/)
    expect(file.bytes, file.path).toBeGreaterThan(0)
    expect(file.sources.length, file.path).toBeGreaterThan(0)
  }
})

test('the default packs download less than 190 MB', async () => {
  const packs = (await listPacks()).filter(({ name }) => DEFAULT_PACKS.includes(name))
  expect(packs).toHaveLength(DEFAULT_PACKS.length)
  expect(packs.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0)).toBeLessThan(190e6)
})

test('an empty cache has no pack installed, and removing one is no error', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'packs-'))
  await removePacks(['kokoro'], { cacheFolder })
  expect((await listPacks({ cacheFolder })).some(({ installed }) => installed)).toBe(false)
  await rm(cacheFolder, { recursive: true })
})

test('removing a pack removes all its versions, and no other pack', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'packs-'))
  onTestFinished(() => rm(cacheFolder, { recursive: true }))
  const others = ['kokoro-full-0123abcd', 'kokoro.pulling', 'kokoro-notes']
  for (const name of ['kokoro-0123abcd', 'kokoro-89abcdef', ...others]) await mkdir(join(cacheFolder, name))
  await removePacks(['kokoro'], { cacheFolder })
  expect((await readdir(cacheFolder)).toSorted()).toEqual(others.toSorted())
})

test('an unknown pack is refused with the known names', async () => {
  await expect(pullPacks(['kokorro'])).rejects.toThrow(/no pack named kokorro.* Known packs: .*kokoro/)
  await expect(removePacks(['kokorro'])).rejects.toMatchObject({ code: 'unknown_pack' })
})

test('every voice in the catalogue has a speaker number', () => {
  const files =
    catalogue()
      .find(({ name }) => name === 'kokoro')
      ?.files.map((file) => file.path) ?? []
  expect(files.filter((path) => path.startsWith('voices/'))).toEqual(
    KOKORO_VOICES.map((name) => `voices/${name}.bin`),
  )
})

test('the metadata is a protobuf field with the names of the speakers', () => {
  const bytes = Buffer.from(kokoroMetadata())
  expect(bytes[0]).toBe((14 << 3) | 2)
  expect(bytes.toString('latin1')).toContain('n_speakers\x12\x0241')
  expect(bytes.toString('latin1')).toContain('28->ef_dora')
})

test('a vocabulary is converted into a table of tokens', () => {
  expect(kokoroTokens('{"model":{"vocab":{"$":0," ":16}}}')).toBe('$ 0\n  16\n')
  const vocabulary = Buffer.from('<unk>\n<s>\n</s>\n<0x0A>\n▁the').toString('base64')
  const rows = moonshineTokens(`const llama_vocab_base64 = "${vocabulary}"`).trimEnd().split('\n')
  const tokens = rows.map((row) => Buffer.from(row.split('\t')[0] ?? '', 'base64').toString('utf8'))
  expect(tokens).toEqual(['<unk>', '<s>', '</s>', '\n', ' the'])
})

test('every site of a model is https', () => {
  const urls = catalogue().flatMap(({ files }) =>
    files.flatMap(({ sources }) => sources.flatMap((source) => ('url' in source ? [source.url] : []))),
  )
  expect(urls.filter((url) => !url.startsWith('https://'))).toEqual([])
})

test('a translation pack has a pair, a licence, its sizes and a model whose content is pinned', async () => {
  const packs = (await listPacks()).filter(({ pair }) => pair)
  expect(packs).toHaveLength(82)
  expect(packs.find(({ name }) => name === 'bergamot-en-es')).toMatchObject({
    pair: { from: 'en', to: 'es' },
    licence: 'MPL-2.0',
    description: 'Firefox Translations (base-memory): translates English into Spanish',
  })
  for (const { name, downloadBytes, diskBytes } of packs) {
    expect(downloadBytes, name).toBeGreaterThan(10e6)
    expect(diskBytes, name).toBeGreaterThan(downloadBytes)
    const model = catalogue()
      .find((pack) => pack.name === name)
      ?.files.find(({ path }) => path.startsWith('model.'))
    expect(model?.unpacked?.sha256, name).toMatch(/^[0-9a-f]{64}$/)
  }
})

test.each([
  ['en', 'es', ['bergamot-en-es']],
  ['en-GB', 'es-MX', ['bergamot-en-es']],
  ['de', 'fr', ['bergamot-de-en', 'bergamot-en-fr']],
  ['en', 'zh-CN', ['bergamot-en-zh']],
  ['en', 'zh-TW', []],
  ['en', 'eo', []],
  ['es', 'es-MX', []],
  ['en', 'not a tag', []],
])('from %s to %s the translation packs are %j', (from, to, names) => {
  expect(translationPacks({ from, to })).toEqual(names)
})
