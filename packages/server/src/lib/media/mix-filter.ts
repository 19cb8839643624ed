import type { AudioStream } from './media.ts'

const SAMPLE_RATE = 48_000

/** With the level of the key, -6 dB: (28 - 6) dB over the threshold less a tenth of it ducks the original by 20 dB. */
const DUCKING = 'sidechaincompress=threshold=0.04:ratio=10:attack=30:release=350'

/**
 * The filter graph that lays the dub (input 1) over the ducked original (a stream of input 0; the key is input 2)
 * and gives `[mix]`, exactly as long as the source. `amix` is avoided because it scales its inputs by a weight that
 * changes when one ends, and older builds cannot turn that off.
 */
export function mixFilter(original: AudioStream, seconds: number): string {
  const length = Math.max(1, Math.round(seconds * SAMPLE_RATE))
  const pad = `apad=whole_len=${length},atrim=end_sample=${length}`
  // The ffmpeg of 2018 does not find the one kind of samples that the compressor takes.
  const precise = 'aformat=sample_fmts=dbl:channel_layouts=stereo'
  return [
    `[0:${original.index}]${steadySound(original.channels)},${pad},${precise}[original]`,
    `[1:0]${steadySound(1)},${pad},aformat=sample_fmts=flt:channel_layouts=stereo[dub]`,
    `[2:0]${steadySound(1)},${pad},${precise}[key]`,
    `[original][key]${DUCKING},aformat=sample_fmts=flt:channel_layouts=stereo[ducked]`,
    `[ducked][dub]amerge=inputs=2,pan=stereo|c0=c0+c2|c1=c1+c3,alimiter=limit=0.95:level=disabled[mix]`,
  ].join(';')
}

/**
 * Stereo from the start of the source on, with silence in place of gaps. ffmpeg holds the silence of a gap in memory
 * whole, so this makes it last and of the smallest samples: a gap of 20 minutes has room, one of 24 does not.
 */
export function steadySound(channels: number): string {
  const format = `aformat=sample_fmts=s16:sample_rates=${SAMPLE_RATE}:channel_layouts=stereo`
  return `${onBothSides(channels)}${format},aresample=async=1:first_pts=0`
}

/** Mono goes to both sides at full level, where a plain conversion would take 3 dB off. */
function onBothSides(channels: number): string {
  return channels === 1 ? 'pan=stereo|c0=c0|c1=c0,' : ''
}
