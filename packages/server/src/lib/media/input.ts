import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { describeForeign, detectContainer, HEAD_BYTES, matroskaDocType } from './containers.ts'
import { INPUT_LIMITS } from './limits.ts'

/** A file of unknown origin that ffmpeg may be given. */
export interface SafeInput {
  path: string
  /** `webm` or `matroska` of a file in that family, which ffprobe does not tell apart. */
  docType?: string
  bytes: number
  /** Arguments that name it, with everything that must stand before `-i`. */
  args: readonly string[]
}

/**
 * Looks at the first bytes of a file before any tool does, and pins the tools to what they say. A playlist named
 * `.mp4` would make ffmpeg open whatever other file or address it lists; here only the demuxers of the container
 * found, and no protocol but `file`, are let in.
 * @throws EngineError `unsupported_media` for anything that is not a media file.
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

/** Names a file that this server wrote itself, read as `format` and nothing else. */
export function ownInput(path: string, format: string): string[] {
  return [...guardArgs(format), '-f', format, '-i', fileUrl(path)]
}

/** Without a scheme, ffmpeg would take a colon in the path for one. */
export function fileUrl(path: string): string {
  return `file:${resolve(path)}`
}

function guardArgs(demuxers: string): string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', demuxers]
}

function refusal(seen: string): string {
  const cure =
    seen.includes('playlist') || seen.includes('manifest') ? 'what it points to' : 'a video or audio file'
  return `The source is not a video or audio file but ${seen}. Send ${cure} as one file, e.g. mp4, mov, mkv or webm.`
}

async function readHead(path: string): Promise<Buffer> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}
