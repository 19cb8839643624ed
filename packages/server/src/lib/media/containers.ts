/** A kind of media file, known by its first bytes. */
export interface ContainerKind {
  /** Name for users. */
  label: string
  /** ffmpeg's demuxers for it. No other demuxer may open the file. */
  demuxers: string
  matches(head: Buffer): boolean
}

const KINDS: readonly ContainerKind[] = [
  kind('MP4 or QuickTime', 'mov,mp4,m4a,3gp,3g2,mj2', (head) => MOV_BOXES.has(ascii(head, 4, 4))),
  kind('Matroska or WebM', 'matroska,webm', (head) => hex(head, 0, 4) === '1a45dfa3'),
  kind('AVI', 'avi', (head) => isRiff(head, 'AVI ')),
  kind('WAV', 'wav', (head) => isRiff(head, 'WAVE') || ascii(head, 0, 4) === 'RF64'),
  kind('Ogg', 'ogg', (head) => ascii(head, 0, 4) === 'OggS'),
  kind('FLAC', 'flac', (head) => ascii(head, 0, 4) === 'fLaC'),
  kind('Flash video', 'flv,live_flv', (head) => ascii(head, 0, 3) === 'FLV'),
  kind('Windows Media', 'asf,asf_o', (head) => hex(head, 0, 8) === '3026b2758e66cf11'),
  kind('MPEG transport stream', 'mpegts', isTransportStream),
  kind('MPEG program stream', 'mpeg', (head) => hex(head, 0, 4) === '000001ba'),
  kind('AIFF', 'aiff', (head) => ascii(head, 0, 4) === 'FORM' && /AIF[FC]/.test(ascii(head, 8, 4))),
  kind('Core Audio', 'caf', (head) => ascii(head, 0, 4) === 'caff'),
  kind('AMR', 'amr', (head) => ascii(head, 0, 5) === '#!AMR'),
  kind('MXF', 'mxf', (head) => hex(head, 0, 8) === '060e2b3402050101'),
  kind('MP3 or AAC', 'mp3,aac,flac', (head) => ascii(head, 0, 3) === 'ID3' || isAudioFrame(head)),
]

const MOV_BOXES = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp', 'moof', 'sidx'])

/** Bytes that {@link detectContainer} needs. */
export const HEAD_BYTES = 1024

/** Detects the kind of a file by its first bytes. Undefined for anything but a media file. */
export function detectContainer(head: Buffer): ContainerKind | undefined {
  return KINDS.find((candidate) => candidate.matches(head))
}

/** `webm` or `matroska`, from the EBML header of a file in that family. */
export function matroskaDocType(head: Buffer): string | undefined {
  if (hex(head, 0, 4) !== '1a45dfa3') return undefined
  const at = head.indexOf(Buffer.from([0x42, 0x82]))
  return at < 0 ? undefined : ascii(head, at + 3, (head[at + 2] ?? 0x80) & 0x7f)
}

/** Describes a file that is no media file, for the error that refuses it. */
export function describeForeign(head: Buffer): string {
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase()
  if (text.startsWith('#extm3u')) return 'an HLS playlist'
  if (text.startsWith('ffconcat')) return 'a concat playlist'
  if (/^<\?xml[^]*<mpd|^<mpd/.test(text)) return 'a DASH manifest'
  if (/^<(!doctype html|html)/.test(text)) return 'a web page'
  if (head.length > 0 && !head.some(isBinary)) return 'a text file'
  return 'a file of no known kind'
}

function kind(label: string, demuxers: string, matches: (head: Buffer) => boolean): ContainerKind {
  return { label, demuxers, matches }
}

function ascii(head: Buffer, start: number, length: number): string {
  return head.toString('latin1', start, start + length)
}

function hex(head: Buffer, start: number, length: number): string {
  return head.toString('hex', start, start + length)
}

function isRiff(head: Buffer, form: string): boolean {
  return ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 4) === form
}

/** Checks the sync bytes of two packets of 188 bytes, or 192 with a time code in front. */
function isTransportStream(head: Buffer): boolean {
  return (head[0] === 0x47 && head[188] === 0x47) || (head[4] === 0x47 && head[196] === 0x47)
}

/** The frame sync of MPEG audio or of AAC in ADTS. */
function isAudioFrame(head: Buffer): boolean {
  return head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0 && ((head[2] ?? 0xff) & 0xf0) !== 0xf0
}

/** Whether it is a control character that no text has. */
function isBinary(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 27)
}
