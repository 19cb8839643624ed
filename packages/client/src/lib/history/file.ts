import { type History, historyIn } from './history.ts'

/** The functions of the file system that a history needs. */
interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  mkdir(path: string): Promise<unknown>
}

/**
 * A history in a file, for Node, Deno and Bun. Each save replaces the whole file and makes missing
 * folders. Use one file for each server.
 */
export function fileHistory(path: string): History {
  return historyIn({
    async load() {
      try {
        return await files().readFile(path, 'utf8')
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async save(text) {
      const { writeFile, rename } = files()
      await makeFolders(folderOf(path))
      // Two processes may save at once, so each writes to a name of its own.
      const fresh = `${path}.${crypto.randomUUID()}.tmp`
      await writeFile(fresh, text)
      await rename(fresh, path)
    },
  })
}

/**
 * Makes a folder and its parents. Node's recursive `mkdir` never returns for a path like `/proc/x`.
 */
async function makeFolders(folder: string): Promise<void> {
  await makeFolder(folder).catch(async (error: unknown) => {
    const parent = folderOf(folder)
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw error
    await makeFolders(parent)
    await makeFolder(folder)
  })
}

async function makeFolder(folder: string): Promise<void> {
  await files()
    .mkdir(folder)
    .catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
}

function folderOf(path: string): string {
  return path.replace(/(?:^|[/\\]+)[^/\\]*$/, '') || (/^[/\\]/.test(path) ? '/' : '.')
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code
}

/**
 * Gets the file system from the process. Browsers use this entry too, and their bundlers could not
 * resolve an import of `node:fs`.
 */
function files(): Files {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): { promises: Files } | undefined }
  }
  const found = process?.getBuiltinModule?.('node:fs')?.promises
  if (!found) throw new Error('There is no file system here.')
  return found
}
