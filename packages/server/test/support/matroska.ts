/** Writes Matroska files that no muxer would write. */
export function element(id: number, ...content: (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(content.map(toBuffer))
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(body.length) | (1n << 56n))
  return Buffer.concat([Buffer.from(id.toString(16).padStart(2, '0'), 'hex'), size, body])
}

function toBuffer(value: Buffer | string | number): Buffer {
  if (typeof value === 'string') return Buffer.from(value)
  if (typeof value !== 'number') return value
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A file with the header, the time scale and these elements in its segment. */
export function matroska(...elements: Buffer[]): Buffer {
  const header = element(0x1a45dfa3, element(0x4282, 'matroska'), element(0x4287, 4), element(0x4285, 2))
  const info = element(0x1549a966, element(0x2ad7b1, 1_000_000))
  return Buffer.concat([header, element(0x18538067, info, ...elements)])
}

/** Track entry of 16-bit mono sound at 48 kHz, with `extra` elements. */
export function pcmTrack(number: number, ...extra: Buffer[]): Buffer {
  const rate = Buffer.alloc(4)
  rate.writeFloatBE(48_000)
  const sound = element(0xe1, element(0xb5, rate), element(0x9f, 1), element(0x6264, 16))
  const names = [element(0xd7, number), element(0x73c5, number), element(0x83, 2)]
  return element(0xae, ...names, element(0x86, 'A_PCM/INT/LIT'), sound, ...extra)
}

/** One block of the first track, at a time in milliseconds. */
export function cluster(ms: number, content: Buffer): Buffer {
  return element(0x1f43b675, element(0xe7, ms), element(0xa3, Buffer.from([0x81, 0, 0, 0x80]), content))
}

export const tracks = (...entries: Buffer[]) => element(0x1654ae6b, ...entries)

/** An attached file of `bytes` zeros. */
export function attachment(number: number, bytes = 1): Buffer {
  return element(
    0x61a7,
    element(0x466e, `f${number}.ttf`),
    element(0x4660, 'application/x-truetype-font'),
    element(0x465c, Buffer.alloc(bytes)),
    element(0x46ae, number),
  )
}

export const attachments = (...files: Buffer[]) => element(0x1941a469, ...files)

/** Marks a track as compressed with zlib. */
export const ZLIB = element(0x6d80, element(0x6240, element(0x5033, 0), element(0x5034, element(0x4254, 0))))

export const chapters = (...atoms: Buffer[]) => element(0x1043a770, element(0x45b9, ...atoms))

export function chapter(number: number): Buffer {
  const title = element(0x80, element(0x85, `Part ${number}`))
  return element(0xb6, element(0x73c4, number), element(0x91, number * 1000), title)
}

export const tags = (...entries: Buffer[]) =>
  element(0x1254c367, element(0x7373, element(0x63c0), ...entries))

export const tag = (name: string) => element(0x67c8, element(0x45a3, name), element(0x4487, 'value'))
