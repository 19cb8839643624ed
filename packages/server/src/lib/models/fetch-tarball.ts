import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Parser, type ReadEntry } from 'tar'
import type { Tarball } from './pack-file.ts'
import { npmSettings } from './npm-settings.ts'

type TarballStream = AsyncIterable<Uint8Array>

interface Pacote {
  tarball: {
    stream<T>(spec: string, handle: (stream: TarballStream) => Promise<T>, options: object): Promise<T>
  }
}

/**
 * Streams a package's tarball from the user's npm registry and passes the wanted members to `save`,
 * one after another. It ignores wanted members that the tarball lacks.
 */
export async function fetchTarball(
  tarball: Tarball,
  wanted: ReadonlySet<string>,
  save: (member: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const pacote = createRequire(import.meta.url)('pacote') as Pacote
  const settings = { ...(await npmSettings()), integrity: tarball.integrity, signal }
  await pacote.tarball.stream(tarball.spec, (stream) => extractMembers(stream, wanted, save), settings)
}

async function extractMembers(
  stream: TarballStream,
  wanted: ReadonlySet<string>,
  save: (member: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const saving: Promise<void>[] = []
  const parser = new Parser({
    onReadEntry: (entry) => {
      const member = memberName(entry)
      // A failed save would leave the entry unread and block the parser, so the rest is discarded.
      if (wanted.has(member)) saving.push(save(member, entry).finally(() => entry.resume()))
      else entry.resume()
    },
  })
  const parsed = once(parser, 'end')
  const failed = parsed.catch(() => undefined)
  for await (const chunk of stream) {
    if (!parser.write(Buffer.from(chunk))) await Promise.race([once(parser, 'drain'), failed])
  }
  parser.end()
  await parsed
  const results = await Promise.allSettled(saving)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** A member's path without the tarball's top folder, whose name differs between packages. */
function memberName(entry: ReadEntry): string {
  return entry.path.slice(entry.path.indexOf('/') + 1)
}
