import { execa } from 'execa'

/** What the pipeline asks of ffmpeg, by the option that lists it. Lean builds leave some of it out. */
const NEEDED = {
  filters: [
    'aformat',
    'alimiter',
    'amerge',
    'apad',
    'aresample',
    'atempo',
    'atrim',
    'pan',
    'sidechaincompress',
  ],
  encoders: ['aac', 'libopus', 'mov_text', 'pcm_s16le', 'srt', 'webvtt'],
  muxers: ['ipod', 'matroska', 'mov', 'mp4', 'wav', 'webm'],
}

/** What an ffmpeg lacks of what the pipeline needs, e.g. `the encoder libopus`. */
export async function findLackingAbilities(ffmpeg: string): Promise<string[]> {
  const lists = await Promise.all(
    Object.entries(NEEDED).map(async ([kind, names]) => {
      const { stdout } = await execa(ffmpeg, ['-hide_banner', `-${kind}`], {
        stdin: 'ignore',
        timeout: 20_000,
      })
      const there = new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[1]))
      return names.filter((name) => !there.has(name)).map((name) => `the ${kind.slice(0, -1)} ${name}`)
    }),
  )
  return lists.flat()
}
