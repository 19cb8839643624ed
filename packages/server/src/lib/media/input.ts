import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { describeForeign, detectContainer, HEAD_BYTES, matroskaDocType } from './containers.ts'
import { INPUT_LIMITS } from './limits.ts'

/** An untrusted file that ffmpeg may open. */
export interface SafeInput {
  path: string
  /** `webm` or `matroska` for a file of that family, because ffprobe does not distinguish them. */
  docType?: string
  bytes: number
  /** Arguments that name the file, with everything that must stand before `-i`. */
  args: readonly string[]
}

/**
 * Detects the container by the first bytes of a file, and restricts the tools to it. A playlist
 * named `.mp4` would make ffmpeg open any file or address that it lists, so only the container's
 * own demuxers and the protocol `file` are allowed.
 * @throws EngineError `unsupported_media` for anything but a media file.
 */
export async function safeInput(path: string): Promise<SafeInput> {
  const head = await readHead(path)
  if (head.length === 0) {
    throw new EngineError('unsupported_media', 'The source is empty (0 bytes). Send the file again.')
  }
  const container = detectContainer(head)
  if (!container) throw new EngineError('unsupported_media', refusal(describeForeign(head)))
  return {
    path,
    docType: matroskaDocType(head),
    bytes: (await stat(path)).size,
    args: [...guardArgs(container.demuxers), ...INPUT_LIMITS, '-i', fileUrl(path)],
  }
}

/** Arguments for a file that this server has written, which is read as `format` only. */
export function ownInput(path: string, format: string): string[] {
  return [...guardArgs(format), '-f', format, '-i', fileUrl(path)]
}

/** A path as URL. In a plain path, ffmpeg would take the part before a colon for a scheme. */
export function fileUrl(path: string): string {
  return `file:${resolve(path)}`
}

function guardArgs(demuxers: string): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', demuxers]
}

function refusal(found: string): string {
  const isList = found.includes('playlist') || found.includes('manifest')
  const wanted = isList ? 'the media that it lists' : 'a video or audio file'
  return `The source is not a video or audio file but ${found}. Send ${wanted} as one file, e.g. mp4, mov, mkv or webm.`
}

async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}
