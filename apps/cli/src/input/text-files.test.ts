import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPipelineFlags } from '../pipeline-options.ts'
import { languageInName, parseNamedFile } from './text-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-text-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test('a glossary has terms in lines or in JSON, for one target or all', async () => {
  const lines = await file(
    'terms.txt',
    '\uFEFF# ours\nserver = servidor\n"cloud";nube\nbig data,macrodatos\n',
  )
  const json = await file('terms.json', '{"fr":{"server":"serveur"}}')
  const glossary = [...parseNamedFile(`es=${lines}`), ...parseNamedFile(json)]
  const words = await file('keep.txt', 'Acme\r\n\r\nFoo Bar\r\n')
  expect(await readPipelineFlags({ glossary, doNotTranslate: [words] }, { to: ['es', 'fr'] })).toEqual({
    glossary: {
      es: { server: 'servidor', cloud: 'nube', 'big data': 'macrodatos' },
      fr: { server: 'serveur' },
    },
    doNotTranslate: ['Acme', 'Foo Bar'],
  })
  const bad = [{ path: await file('bad.txt', 'server = servidor\nnothing\n') }]
  await expect(readPipelineFlags({ glossary: bad }, { to: ['es'] })).rejects.toThrow(
    'line 2 has no translation',
  )
})

test('subtitles in a target language are named by their file or by hand; all others are the transcript', async () => {
  const es = await file('talk.es.srt', 'a')
  const en = await file('talk.srt', 'b')
  const latin = await file('latin.srt', Buffer.from('ma\u00f1ana', 'latin1'))
  expect(await readPipelineFlags({ subtitles: [{ path: es }, { path: en }] }, { to: ['es'] })).toEqual({
    subtitles: { es: 'a', source: 'b' },
  })
  expect(await readPipelineFlags({ subtitles: parseNamedFile(`pt-br=${latin}`) }, { to: ['pt-BR'] })).toEqual(
    {
      subtitles: { 'pt-BR': 'mañana' },
    },
  )
  const twice = [{ path: en }, { path: latin }]
  await expect(readPipelineFlags({ subtitles: twice }, { to: ['es'] })).rejects.toThrow(
    'second file of subtitles',
  )
  await expect(readPipelineFlags({ subtitles: [{ path: 'none.srt' }] }, { to: ['es'] })).rejects.toThrow(
    'Cannot read',
  )
  expect(languageInName('a.b.pt-BR.vtt')).toBe('pt-BR')
  expect(languageInName('talk.final.srt')).toBeUndefined()
})
