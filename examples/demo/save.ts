import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Translation, VideoTranslationClient } from 'video-translation-client'

/**
 * Downloads every artifact into a folder and replaces older ones. Returns their paths, the video
 * first.
 */
export async function saveArtifacts(
  client: VideoTranslationClient,
  translation: Translation,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const artifacts = [...translation.targets.flatMap((target) => target.artifacts), ...translation.artifacts]
  const paths: string[] = []
  for (const { name } of artifacts) {
    const path = join(folder, basename(name))
    const { stream } = await client.download(translation.id, name)
    await writeFile(path, stream)
    paths.push(path)
  }
  return paths
}
