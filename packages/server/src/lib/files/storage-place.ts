import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFolder } from './data-folder.ts'

/**
 * The file of a data folder that names the bucket with its files. Absent: the files are in the
 * folder.
 */
export const STORAGE_PLACE = 'file-store.json'

/**
 * The bucket that holds the files of a data folder, e.g. `s3://videos/live`. Undefined: the folder
 * itself.
 */
export async function bucketOf(dataDir: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(join(dataDir, STORAGE_PLACE), 'utf8')) as { bucket: string }).bucket
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Makes sure that a server looks for the files of its data folder where they are, and records a new
 * bucket.
 * @throws Error if the files are somewhere else
 */
export async function checkStoragePlace(folder: DataFolder, bucket: string | undefined): Promise<void> {
  const known = await bucketOf(folder.path)
  if (known === bucket) return
  if (known !== undefined) throw elsewhere(folder, known, bucket)
  const names = [...(await readdir(folder.files)), ...(await readdir(folder.uploads))]
  if (names.length > 0) throw inTheFolder(folder, bucket)
  await writeFile(join(folder.path, STORAGE_PLACE), JSON.stringify({ bucket }), { flush: true })
}

function elsewhere({ path }: DataFolder, known: string, wanted: string | undefined): Error {
  const given = wanted === undefined ? 'without a bucket' : `with ${wanted}`
  return new Error(
    `The files of ${path} are in ${known}, and the server was started ${given}. Name that bucket (fileStore), or ` +
      `copy its objects to the new place and then correct ${join(path, STORAGE_PLACE)}.`,
  )
}

function inTheFolder({ files, uploads }: DataFolder, bucket = ''): Error {
  return new Error(
    `${files} or ${uploads} has files, and the server was started with ${bucket}. Let all translations end, copy ` +
      `${files} to ${bucket}/files, then rename both folders.`,
  )
}
