import { join } from 'node:path'
import { safeInput } from '../../media/input.ts'
import { probeMedia } from '../../media/probe.ts'
import { PROXY_BYTES_PER_SECOND, proxySound, writeProxy } from '../../media/proxy.ts'
import type { PlaybackArtifact, ProxyRequest, SideContext } from '../engine.ts'

/** Makes a copy of a source that every browser plays. */
export async function makeProxy(
  { source, audioTrack }: ProxyRequest,
  { files, scratch, signal, reserveSpace }: SideContext,
): Promise<PlaybackArtifact> {
  const input = await safeInput(await files.get(source))
  const media = await probeMedia(input, signal)
  await reserveSpace(media.seconds * PROXY_BYTES_PER_SECOND)
  const name = media.video ? 'source.720p.mp4' : 'source.proxy.m4a'
  const out = join(scratch, name)
  await writeProxy({ input, media, sound: proxySound(media, audioTrack), out, signal })
  const mediaType = media.video ? 'video/mp4' : 'audio/mp4'
  return { name, key: await files.put(out, name), mediaType, playback: 'proxy' }
}
