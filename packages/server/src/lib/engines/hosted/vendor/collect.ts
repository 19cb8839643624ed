import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ApiError, type Artifact, type Translation } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import { safeName } from '../../../files/safe-name.ts'
import { metered } from '../../../net/metered.ts'
import { type TransferLimits, TransferTooSlow, watchTransfer } from '../../../net/transfer-watch.ts'
import { reserveFor } from '../../../net/reserve-space.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'
import type { HostedClient } from './vendor.ts'

interface Downloads {
  client: Pick<HostedClient, 'download'>
  limits?: TransferLimits | undefined
}

/** Downloads the vendor's results into the task's own files, because the vendor's links expire. */
export async function collect(
  { id, artifacts, targets }: Translation,
  language: string,
  context: TaskContext,
  downloads: Downloads,
): Promise<ProducedArtifact[]> {
  const all = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  const produced: ProducedArtifact[] = []
  for (const artifact of all) produced.push(await store(id, artifact, language, context, downloads))
  return produced
}

async function store(
  id: string,
  { name, mediaType }: Artifact,
  language: string,
  context: TaskContext,
  downloads: Downloads,
): Promise<ProducedArtifact> {
  const ownName = nameFor(name, language)
  const path = join(context.scratch, ownName)
  await download(id, name, path, context, downloads)
  return { name: ownName, key: await context.files.put(path, ownName), mediaType }
}

/**
 * @throws EngineError `result_unreachable` if the vendor refuses or sends too slowly. It is
 * retryable: the next attempt gets new links, and downloads again without paying again.
 */
async function download(
  id: string,
  name: string,
  path: string,
  { signal: caller, reserveSpace, progress }: TaskContext,
  { client, limits }: Downloads,
): Promise<void> {
  const { signal, add, stop } = watchTransfer(caller, limits)
  try {
    const { stream, bytes } = await client.download(id, name, { signal })
    const admit = await reserveFor(bytes, reserveSpace)
    const onChunk = async (chunk: Uint8Array, received: number) => {
      add(chunk.byteLength)
      // A large result from a slow vendor takes hours, so each chunk counts as a sign of life.
      progress({})
      await admit(received)
    }
    const meter = (chunks: AsyncIterable<Uint8Array>) => metered(chunks, onChunk)
    await pipeline(Readable.fromWeb(stream as never), meter, createWriteStream(path), { signal })
  } catch (error) {
    caller.throwIfAborted()
    const reason = signal.reason instanceof TransferTooSlow ? signal.reason : error
    if (reason === error && !(error instanceof ApiError)) throw error
    const message = `The vendor's ${name} could not be downloaded: ${(reason as Error).message}`
    throw new EngineError('result_unreachable', message, { cause: error, retryable: true })
  } finally {
    stop()
  }
}

/** Adds the language, so that two targets never produce files of the same name. */
function nameFor(name: string, language: string): string {
  const safe = safeName(name) ?? 'artifact'
  return safe.startsWith(`${language}.`) ? safe : `${language}.${safe}`
}
