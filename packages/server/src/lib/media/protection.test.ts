import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isProtected } from './protection.ts'

function box(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.length)
  head.write(type, 4)
  return Buffer.concat([head, content])
}

const INDEX = box('moov', box('schm', Buffer.from('\0\0\0\0cenc')))

async function fileOf(...parts: Buffer[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'protection-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'a.mp4')
  await writeFile(path, Buffer.concat(parts))
  return path
}

it('encryption is found in the index, at any position in the file', async () => {
  expect(await isProtected(await fileOf(box('ftyp'), INDEX))).toBe(true)
  expect(await isProtected(await fileOf(box('ftyp'), box('mdat', Buffer.alloc(1000)), INDEX))).toBe(true)
  expect(await isProtected(await fileOf(box('ftyp'), box('moov')))).toBe(false)
})

it('a file of tiny boxes only is not read to its end', async () => {
  const tiny = Buffer.concat(Array.from({ length: 10_000 }, () => box('free')))
  expect(await isProtected(await fileOf(tiny, INDEX))).toBe(false)
})
