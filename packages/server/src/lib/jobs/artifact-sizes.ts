import type { ProducedArtifact, TaskResult } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'

/** The result with the size of each artifact, which counts against the limits of the owner. */
export async function withSizes(result: TaskResult, files: Pick<FileStore, 'size'>): Promise<TaskResult> {
  if (result.artifacts === undefined) return result
  const sized = async (artifact: ProducedArtifact): Promise<ProducedArtifact> => {
    const { key, text } = artifact
    const bytes = text === undefined ? await files.size(key) : Buffer.byteLength(text)
    return bytes === undefined ? artifact : { ...artifact, bytes }
  }
  return { ...result, artifacts: await Promise.all(result.artifacts.map(sized)) }
}
