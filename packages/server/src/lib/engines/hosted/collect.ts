import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Artifact, Translation, VideoTranslationClient } from 'video-translation-client'
import { safeName } from '../../files/safe-name.ts'
import type { ProducedArtifact, TaskContext } from '../engine.ts'

/** Brings what the vendor produced into the task's own files: the vendor's links expire, and ours are under the user's key. */
export async function collect(
  { id, artifacts, targets }: Translation,
  language: string,
  context: TaskContext,
  client: Pick<VideoTranslationClient, 'download'>,
): Promise<ProducedArtifact[]> {
  const all = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  const produced: ProducedArtifact[] = []
  for (const artifact of all) produced.push(await bring(id, artifact, language, context, client))
  return produced
}

async function bring(
  id: string,
  { name, mediaType }: Artifact,
  language: string,
  { scratch, signal, files }: TaskContext,
  client: Pick<VideoTranslationClient, 'download'>,
): Promise<ProducedArtifact> {
  const ours = ownName(name, language)
  const path = join(scratch, ours)
  const { stream } = await client.download(id, name, { signal })
  await pipeline(Readable.fromWeb(stream as never), createWriteStream(path), { signal })
  return { name: ours, key: await files.put(path, ours), mediaType }
}

/** Two targets of one translation must not produce files of one name. */
function ownName(name: string, language: string): string {
  const safe = safeName(name) ?? 'artifact'
  return safe.startsWith(`${language}.`) ? safe : `${language}.${safe}`
}
