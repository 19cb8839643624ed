import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Artifact, Translation, VideoTranslationClient } from 'video-translation-client'
import { safeName } from '../../files/safe-name.ts'
import { type Pace, TooSlow, watchPace } from '../../net/pace.ts'
import { reserveFor } from '../../net/reserve-space.ts'
import { EngineError, type ProducedArtifact, type TaskContext } from '../engine.ts'

/** Where the files come from. */
interface Downloads {
  client: Pick<VideoTranslationClient, 'download'>
  pace?: Pace | undefined
}

/** Brings what the vendor produced into the task's own files: the vendor's links expire, and ours are under the user's key. */
export async function collect(
  { id, artifacts, targets }: Translation,
  language: string,
  context: TaskContext,
  from: Downloads,
): Promise<ProducedArtifact[]> {
  const all = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  const produced: ProducedArtifact[] = []
  for (const artifact of all) produced.push(await bring(id, artifact, language, context, from))
  return produced
}

async function bring(
  id: string,
  { name, mediaType }: Artifact,
  language: string,
  context: TaskContext,
  from: Downloads,
): Promise<ProducedArtifact> {
  const ours = ownName(name, language)
  const path = join(context.scratch, ours)
  await download(id, name, path, context, from)
  return { name: ours, key: await context.files.put(path, ours), mediaType }
}

/** @throws EngineError `result_unreachable` for a vendor that drips; another attempt downloads again and pays nothing. */
async function download(
  id: string,
  name: string,
  path: string,
  { signal: caller, reserveSpace, progress }: TaskContext,
  { client, pace }: Downloads,
): Promise<void> {
  const { signal, add, stop } = watchPace(caller, pace)
  try {
    const { stream, bytes } = await client.download(id, name, { signal })
    const onBytes = (received: number) => {
      add(received)
      // A large result from a slow vendor takes hours, and each piece of it is a sign of life.
      progress({})
    }
    const meter = counted(onBytes, await reserveFor(bytes, reserveSpace))
    await pipeline(Readable.fromWeb(stream as never), meter, createWriteStream(path), { signal })
  } catch (error) {
    caller.throwIfAborted()
    if (!(signal.reason instanceof TooSlow)) throw error
    const message = `The vendor's ${name} could not be downloaded: ${signal.reason.message}`
    throw new EngineError('result_unreachable', message, { cause: error, retryable: true })
  } finally {
    stop()
  }
}

function counted(onBytes: (bytes: number) => void, admit: (received: number) => Promise<void>): Transform {
  let received = 0
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      try {
        received += chunk.length
        onBytes(chunk.length)
        await admit(received)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

/** Two targets of one translation must not produce files of one name. */
function ownName(name: string, language: string): string {
  const safe = safeName(name) ?? 'artifact'
  return safe.startsWith(`${language}.`) ? safe : `${language}.${safe}`
}
