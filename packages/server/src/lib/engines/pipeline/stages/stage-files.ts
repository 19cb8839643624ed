import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileKey } from '../../../files/file-key.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'

/** Stores a text and describes it as an artifact. */
export async function storeText(
  text: string,
  name: string,
  mediaType: string,
  { files, scratch }: TaskContext,
): Promise<ProducedArtifact & { key: FileKey }> {
  const path = join(scratch, name)
  await writeFile(path, text)
  return { name, key: await files.put(path, name), mediaType }
}

export async function storeJson(value: unknown, name: string, context: TaskContext): Promise<FileKey> {
  return (await storeText(JSON.stringify(value), name, 'application/json', context)).key
}

/** Reads a JSON file of the task. The caller vouches for its type. */
export async function readJson<content>(
  key: FileKey,
  { files }: Pick<TaskContext, 'files'>,
): Promise<content> {
  return JSON.parse(await readFile(await files.get(key), 'utf8')) as content
}
