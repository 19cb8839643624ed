import { bytesInHand } from '../engines/artifact-content.ts'
import type { ProducedArtifact, TaskResult } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'

/** The result with the size of each artifact, which counts against the limits of the owner. */
export async function withSizes(result: TaskResult, files: Pick<FileStore, 'size'>): Promise<TaskResult> {
  const sized = async <Artifact extends ProducedArtifact>(artifact: Artifact): Promise<Artifact> => {
    const { key } = artifact
    const bytes = key === undefined ? bytesInHand(artifact)?.byteLength : await files.size(key)
    return bytes === undefined ? artifact : { ...artifact, bytes }
  }
  const { artifacts, playback } = result
  return {
    ...result,
    ...(artifacts && { artifacts: await Promise.all(artifacts.map(sized)) }),
    ...(playback && { playback: await Promise.all(playback.map(sized)) }),
  }
}
