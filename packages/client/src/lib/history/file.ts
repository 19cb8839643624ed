import { type History, historyIn } from './history.ts'

/** The little of a file system that it needs. */
interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  mkdir(path: string, options: { recursive: true }): Promise<unknown>
}

/**
 * A history in a file, for Node, Deno and Bun. The file is replaced whole, never half; its folder
 * is made where it is missing. Use one for each server.
 */
export function fileHistory(path: string): History {
  return historyIn({
    async load() {
      try {
        return await files().readFile(path, 'utf8')
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return undefined
        throw error
      }
    },
    async save(text) {
      const { mkdir, writeFile, rename } = files()
      await mkdir(path.replace(/[/\\][^/\\]*$/, '') || '/', { recursive: true })
      // Two processes may save at once; the name is of neither.
      const fresh = `${path}.${crypto.randomUUID()}.tmp`
      await writeFile(fresh, text)
      await rename(fresh, path)
    },
  })
}

/**
 * Asked of the process rather than imported: a bundler for browsers would stumble over the import,
 * and this entry is theirs too.
 */
function files(): Files {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): { promises: Files } | undefined }
  }
  const found = process?.getBuiltinModule?.('node:fs')?.promises
  if (!found) throw new Error('There is no file system here.')
  return found
}
