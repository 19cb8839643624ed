import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'

/** Loads the secret of the server, or creates it, so that links stay valid after a restart. */
export async function loadSecret(path: string): Promise<string> {
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const secret = await readFile(path, 'utf8')
  // A start that was killed in between leaves an empty file, and anybody can sign with an empty
  // secret.
  if (secret.length >= 32) return secret
  await rm(path)
  return await loadSecret(path)
}
