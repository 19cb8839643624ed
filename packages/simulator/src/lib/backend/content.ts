import type { FileContent, SimulatedJob } from './job.ts'
import { sampleFile } from './sample-file.ts'

/** The bytes of a file, and their media type. */
export interface Content {
  bytes: Uint8Array<ArrayBuffer>
  mediaType: string
}

/**
 * A file that the face has written, else the smallest playable one of the kind that the ending of
 * the name says.
 */
export function contentOf(job: SimulatedJob, name: string): Content {
  const text = `Simulated: ${name} of ${job.id}. Nothing was translated.`
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const kind = Object.hasOwn(KINDS, ending) ? KINDS[ending] : undefined
  const written = job.contents.get(name)
  if (kind && written !== undefined) return { bytes: bytesOf(written), mediaType: kind.mediaType }
  return kind
    ? { bytes: kind.write(text), mediaType: kind.mediaType }
    : { bytes: encode(`${text}\n`), mediaType: 'text/plain; charset=utf-8' }
}

function bytesOf(written: FileContent): Uint8Array<ArrayBuffer> {
  return typeof written === 'string' ? encode(written) : silence(written.seconds)
}

interface Kind {
  mediaType: string
  write(text: string): Uint8Array<ArrayBuffer>
}

const SUBTITLE_SPAN = ['00:00:00', '00:00:02'] as const

const KINDS: Record<string, Kind> = {
  mp4: { mediaType: 'video/mp4', write: mp4 },
  mp3: { mediaType: 'audio/mpeg', write: mp3 },
  m4a: { mediaType: 'audio/mp4', write: m4a },
  bin: { mediaType: 'application/octet-stream', write: () => sampleFile('peaks') },
  wav: { mediaType: 'audio/wav', write: () => silence(0.1) },
  flac: { mediaType: 'audio/flac', write: flac },
  json: { mediaType: 'application/json', write: (text) => encode(JSON.stringify({ simulated: true, text })) },
  vtt: {
    mediaType: 'text/vtt; charset=utf-8',
    write: (text) => encode(`WEBVTT\n\n${SUBTITLE_SPAN.map((at) => `${at}.000`).join(' --> ')}\n${text}\n`),
  },
  srt: {
    mediaType: 'application/x-subrip; charset=utf-8',
    write: (text) => encode(`1\n${SUBTITLE_SPAN.map((at) => `${at},000`).join(' --> ')}\n${text}\n`),
  },
}

/** The video, followed by a box with the text. */
function mp4(text: string): Uint8Array<ArrayBuffer> {
  return join(sampleFile('video'), box('free', encode(text)))
}

/** The sound of the video, followed by a box with the text. */
function m4a(text: string): Uint8Array<ArrayBuffer> {
  return join(sampleFile('sound'), box('free', encode(text)))
}

function box(type: string, content: Uint8Array): Uint8Array {
  return join(uint32(content.byteLength + 8), encode(type), content)
}

/**
 * A comment and a quarter of a second of silence: ten MPEG-1 layer III frames of 417 bytes (128
 * kbit/s, 44.1 kHz).
 */
function mp3(text: string): Uint8Array<ArrayBuffer> {
  const comment = join(Uint8Array.of(3), encode('eng\0'), encode(text))
  const frame = join(encode('COMM'), uint32(comment.byteLength), Uint8Array.of(0, 0), comment)
  const size = frame.byteLength
  const tag = join(encode('ID3'), Uint8Array.of(3, 0, 0, 0, 0, size >> 7, size & 127), frame)
  const frames = Array.from({ length: 10 }, () =>
    join(Uint8Array.of(0xff, 0xfb, 0x90, 0), new Uint8Array(413)),
  )
  return join(tag, ...frames)
}

/** Silence at 8 kHz, mono, 8 bit. A silent sample is 128. */
function silence(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = new Uint8Array(Math.round(8000 * seconds)).fill(128)
  const format = Uint8Array.of(16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0)
  const riff = uint32(36 + samples.byteLength).toReversed()
  const data = uint32(samples.byteLength).toReversed()
  return join(encode('RIFF'), riff, encode('WAVEfmt '), format, encode('data'), data, samples)
}

/** A header without samples: 44.1 kHz, mono, 16 bit. */
function flac(): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(34)
  header.set([0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0xc4, 0x40, 0xf0])
  return join(encode('fLaC'), Uint8Array.of(0x80, 0, 0, 34), header)
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
