import { execa } from 'execa'

/** Parts of ffmpeg that small builds may lack, by the option that lists them. */
const REQUIRED = {
  filters: 'aformat alimiter amerge apad aresample asplit atempo atrim pan sidechaincompress volume'.split(
    ' ',
  ),
  encoders: ['aac', 'libopus', 'mov_text', 'pcm_s16le', 'srt', 'webvtt'],
  muxers: ['ipod', 'matroska', 'mov', 'mp4', 'wav', 'webm'],
}

/** Names the required parts that an ffmpeg lacks, e.g. `the encoder libopus`. */
export async function findMissingCapabilities(
  ffmpeg: string,
  required: Record<string, string[]> = REQUIRED,
): Promise<string[]> {
  const lists = await Promise.all(
    Object.entries(required).map(async ([kind, names]) => {
      const { stdout } = await execa(ffmpeg, ['-hide_banner', `-${kind}`], {
        stdin: 'ignore',
        timeout: 20_000,
      })
      const available = new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[1]))
      return names.filter((name) => !available.has(name)).map((name) => `the ${kind.slice(0, -1)} ${name}`)
    }),
  )
  return lists.flat()
}
