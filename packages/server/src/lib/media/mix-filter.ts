import type { AudioStream } from './media.ts'

const SAMPLE_RATE = 48_000

/** The tone (-6 dB) is 22 dB above the threshold, so a ratio of 10 ducks by 20 dB. */
const DUCKING = 'sidechaincompress=threshold=0.04:ratio=10:attack=30:release=350'

/**
 * The filter graph that mixes the dub (input 1) with the original (a stream of input 0), which is
 * ducked by the sidechain signal (input 2). Its output `[mix]` is exactly as long as the source. It
 * avoids `amix`, whose weights change when an input ends, and older builds cannot switch that off.
 */
export function mixFilter(original: AudioStream, seconds: number): string {
  const length = Math.max(1, Math.round(seconds * SAMPLE_RATE))
  const pad = `apad=whole_len=${length},atrim=end_sample=${length}`
  // The ffmpeg of 2018 does not choose the compressor's sample format by itself.
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
 * Stereo from the start of the source, with silence in its gaps. ffmpeg keeps the whole silence of
 * a gap in memory, so the filter adds it last and with the smallest samples: a gap of 20 minutes
 * fits, and one of 24 does not.
 */
export function steadySound(channels: number): string {
  const format = `aformat=sample_fmts=s16:sample_rates=${SAMPLE_RATE}:channel_layouts=stereo`
  return `${onBothSides(channels)}${format},aresample=async=1:first_pts=0`
}

/** Copies mono to both sides at full level. A plain conversion would lower it by 3 dB. */
function onBothSides(channels: number): string {
  return channels === 1 ? 'pan=stereo|c0=c0|c1=c0,' : ''
}
