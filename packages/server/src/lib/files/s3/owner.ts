import { text } from 'node:stream/consumers'
import type { Bucket } from './bucket.ts'

/** The object that says whose files are below the prefix. */
const OWNER = '.owner.json'

/**
 * Makes sure that the bucket can be read and written, and that it is this server's. Another
 * server's sweep would remove every file that its own database does not know.
 * @param server what the nodes of one server have in common, and no other server has
 * @throws StorageUnavailable with what to correct; Error where the bucket belongs to another server
 */
export async function claimBucket(bucket: Bucket, server: string): Promise<void> {
  // Credentials that may not list are noticed here, and not by the first sweep.
  await bucket.list(OWNER).next()
  const owner = await ownerOf(bucket)
  if (owner !== undefined && owner.server !== server) throw belongsToAnother(bucket.url)
  // It is written at every start, so that credentials that only read are noticed here.
  await bucket.put(OWNER, JSON.stringify({ server }))
}

/** Asks for the object by its name, because some storages list an object only later. */
async function ownerOf(bucket: Bucket): Promise<{ server?: string } | undefined> {
  try {
    return JSON.parse(await text((await bucket.open(OWNER)).body)) as { server?: string }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Rejects when the bucket cannot be read now. */
export async function askBucket(bucket: Bucket): Promise<void> {
  await bucket.head(OWNER)
}

function belongsToAnother(url: string): Error {
  return new Error(
    `${url} holds the files of another server, and this one would remove them. Give each server a prefix of its own ` +
      `(fileStore.prefix). If that server is this one with a new data folder, restore its data folder from a backup; ` +
      `if it is gone for good, remove the object ${url}/${OWNER}.`,
  )
}
