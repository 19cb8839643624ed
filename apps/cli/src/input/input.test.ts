import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseLanguage, parseLanguages } from './languages.ts'
import {
  parseApiKeys,
  parseCount,
  parseList,
  parsePort,
  parseServerUrl,
  parseSetting,
} from './option-parsers.ts'
import { readSource } from './source.ts'
import { readSources } from './sources.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-input-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a language tag is written in its usual form', () => {
  expect(parseLanguage('PT-br')).toBe('pt-BR')
})

test.each([
  ['spanish', 'es'],
  ['Español', 'es'],
  ['ESPANOL', 'es'],
  ['espagnol', 'es'],
  ['Spanisch', 'es'],
  ['español (México)', 'es-MX'],
  ['Mexican Spanish', 'es-MX'],
  ['Brazilian Portuguese', 'pt-BR'],
  ['Portuguese (Brazil)', 'pt-BR'],
  ['pt_BR', 'pt-BR'],
  ['pt_br.UTF-8', 'pt-BR'],
  ['日本語', 'ja'],
  ['中文', 'zh'],
  ['Simplified Chinese', 'zh-Hans'],
  ['Mandarin', 'zh'],
  ['català', 'ca'],
  ['русский', 'ru'],
  ['deutsch', 'de'],
  ['हिन्दी', 'hi'],
  ['spa', 'es'],
  ['SR-latn', 'sr-Latn'],
  ['nds', 'nds'],
])('%s is understood as %s', (text, tag) => {
  expect(parseLanguage(text)).toBe(tag)
})

test.each([
  ['spannish', /Did you mean es \(Spanish\)/],
  ['Portugese', /pt \(Portuguese\)/],
  ['jp', /Did you mean ja \(Japanese\)\?/],
  ['xx', /"xx" is not a known language/],
  ['qwertzuiop', /not a known language. Write a tag/],
])('an unknown language %s is refused with suggestions', (text, message) => {
  expect(() => parseLanguage(text)).toThrow(message)
})

test('text that is not a language is refused', () => {
  expect(() => parseLanguage('spanish please')).toThrow(
    /The name of a language is empty|not a known language/,
  )
})

test('languages are separated by commas or given one per option, and count once', () => {
  expect(parseLanguages('es,ca', parseLanguages('ES'))).toEqual(['es', 'ca'])
})

test('an empty language in the list is refused', () => {
  expect(() => parseLanguages('es,')).toThrow(/The name of a language is empty|not a known language/)
})

test('the value of an engine option is JSON if it can be read as JSON, else text', () => {
  expect(parseSetting('speed=1.2', parseSetting('voice=ef_dora', parseSetting('burn=true')))).toEqual({
    burn: true,
    voice: 'ef_dora',
    speed: 1.2,
  })
})

test('the value of an engine option may have an equals sign', () => {
  expect(parseSetting('prompt=a=b')).toEqual({ prompt: 'a=b' })
})

test('an engine option without a value is refused', () => {
  expect(() => parseSetting('voice')).toThrow(/key=value/)
})

test('API keys are given by name, each name once', () => {
  const keys = parseApiKeys('bob:secret:of-16-letters', parseApiKeys('alice:a-long-secret-key'))
  expect(keys).toEqual([
    { name: 'alice', key: 'a-long-secret-key' },
    { name: 'bob', key: 'secret:of-16-letters' },
  ])
  expect(parseApiKeys('alice:a-long-secret-key bob:secret:of-16-letters')).toEqual(keys)
  expect(() => parseApiKeys('bob:a-long-secret-key', keys)).toThrow(/given twice/)
})

test.each(['', 'justakey', 'alice:short', 'alice:a-long-sécret-key'])(
  '"%s" is refused as an API key',
  (text) => {
    expect(() => parseApiKeys(text)).toThrow(/name:key; the key has 16 ASCII characters/)
  },
)

test('the address of a server is an http or https URL, and an empty one counts as absent', () => {
  expect(parseServerUrl('https://a.example/base')).toBe('https://a.example/base')
  expect(parseServerUrl('')).toBe('')
  for (const text of ['nonsense', 'ftp://a.example', 'http://a.example/?q=1'])
    expect(() => parseServerUrl(text)).toThrow('http://127.0.0.1:8484')
})

test('ports, counts and lists are parsed, and anything else is refused', () => {
  expect(parsePort('0')).toBe(0)
  expect(parseCount('20')).toBe(20)
  expect(parseList('a, b,,c')).toEqual(['a', 'b', 'c'])
  for (const text of ['65536', '-1', '80a', '']) expect(() => parsePort(text)).toThrow(/65535/)
  for (const text of ['0', '1.5', 'many']) expect(() => parseCount(text)).toThrow(/at least 1/)
})

test('a file is read with its name and size', async () => {
  const path = join(folder, 'my talk.mp4')
  await writeFile(path, 'twelve bytes')
  expect(await readSource(path)).toMatchObject({ name: 'my talk.mp4', stem: 'my talk', bytes: 12 })
})

test('a URL is kept as it is, and its path gives the name', async () => {
  const source = await readSource('https://example.com/a/my%20talk.mp4?token=1')
  expect(source).toMatchObject({ name: 'my talk.mp4', stem: 'my talk' })
  expect(String(source.value)).toBe('https://example.com/a/my%20talk.mp4?token=1')
})

test('a URL whose path is badly encoded still has a name', async () => {
  expect(await readSource('https://example.com/100%.mp4')).toMatchObject({ name: '100%.mp4' })
})

test('a missing file, a folder, an empty file and an ftp address are refused with a fix', async () => {
  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'empty.mp4'), '')
  await expect(readSource(join(folder, 'none.mp4'))).rejects.toMatchObject({
    exitReason: 'badInput',
    message: expect.stringContaining('no file'),
    fix: expect.stringContaining(folder),
  })
  await expect(readSource(join(folder, 'sub'))).rejects.toThrow(/is a folder/)
  await expect(readSource(join(folder, 'empty.mp4'))).rejects.toThrow(/empty/)
  await expect(readSource('ftp://example.com/talk.mp4')).rejects.toThrow(/Cannot fetch ftp:/)
  await expect(readSource('/dev/null')).rejects.toThrow(/not a regular file/)
})

test('a folder stands for its media files, and a source that is named twice counts once', async () => {
  const media = join(folder, 'media')
  await mkdir(join(media, 'more.mp4'), { recursive: true })
  for (const name of ['b.MP4', 'a.mkv', 'notes.txt', '.hidden.mp4']) await writeFile(join(media, name), 'x')
  const sources = await readSources([media, join(media, 'a.mkv'), 'https://example.com/c.mp4'])
  expect(sources.map(({ name }) => name)).toEqual(['a.mkv', 'b.MP4', 'c.mp4'])
  await mkdir(join(folder, 'empty'))
  await expect(readSources([join(folder, 'empty')])).rejects.toThrow('has no video or audio files')
})
