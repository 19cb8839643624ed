import type { AudioStream } from './media.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { slowSound, SOUND_RATE as SAMPLE_RATE } from './slow-sound.ts'

/** The tone (-6 dB) is 22 dB above the threshold, so a ratio of 10 ducks by 20 dB. */
const DUCKING = 'sidechaincompress=threshold=0.04:ratio=10:attack=30:release=350'

/**
 * Peaks between the samples count too, so the limiter works at four times the rate. It leaves 1 dB
 * for the encoder, which raises peaks, below the -1 dBTP that EBU R128 allows.
 */
const LIMITER = `aresample=${4 * SAMPLE_RATE},alimiter=limit=0.79:level=disabled,aresample=${SAMPLE_RATE}`

export interface Mix {
  /** Length of the result. */
  seconds: number
  /** How much louder the dub gets, in dB. */
  dubGainDb: number
  slowScenes: readonly SlowScene[]
}

/**
 * The filter graph that mixes the dub (input 1) with the original (a stream of input 0), which is
 * slowed with its scenes, and ducked by the sidechain signal (input 2). Its outputs are exactly as
 * long as the result: `[mix]`, and `[alone]`, the dub by itself in mono. It avoids `amix`, whose
 * weights change when an input ends, and older builds cannot switch that off.
 */
export function mixFilter(original: AudioStream, { seconds, dubGainDb, slowScenes }: Mix): string {
  const channels = channelsOfMix(original)
  const layout = LAYOUTS[channels]
  const length = Math.max(1, Math.round(seconds * SAMPLE_RATE))
  const pad = `apad=whole_len=${length},atrim=end_sample=${length}`
  // The ffmpeg of 2018 does not choose the compressor's sample format by itself.
  const precise = `aformat=sample_fmts=dbl:channel_layouts=${layout}`
  const normal = `aformat=sample_fmts=flt:channel_layouts=${layout}`
  return [
    `[0:${original.index}]${steadySound(original.channels, channels)}${slowSound(slowScenes, 'bed')},${pad},${precise}[original]`,
    `[1:0]${steadySound(1, 1)},${pad},volume=${dubGainDb.toFixed(2)}dB:precision=float,asplit[alone][voice]`,
    `[voice]${channels === 2 ? BOTH_SIDES : ''}${normal}[dub]`,
    `[2:0]${steadySound(1, channels)},${pad},${precise}[key]`,
    `[original][key]${DUCKING},${normal}[ducked]`,
    `[ducked][dub]amerge=inputs=2,${SUMS[channels]},${LIMITER}[mix]`,
  ].join(';')
}

/** Copies mono to both sides at full level. A plain conversion would lower it by 3 dB. */
const BOTH_SIDES = 'pan=stereo|c0=c0|c1=c0,'

const LAYOUTS = { 1: 'mono', 2: 'stereo' }
const SUMS = { 1: 'pan=mono|c0=c0+c1', 2: 'pan=stereo|c0=c0+c2|c1=c1+c3' }

/**
 * Mono sound stays mono. It would be as loud to the ear on both sides, but 3 LU louder by the
 * measure of EBU R128.
 */
export function channelsOfMix(original: AudioStream): 1 | 2 {
  return original.channels === 1 ? 1 : 2
}

/**
 * Sound from the start of the source, with silence in its gaps. ffmpeg keeps the whole silence of
 * a gap in memory, so the filter adds it last and with the smallest samples: a gap of 20 minutes
 * of stereo fits, and one of 24 does not.
 */
export function steadySound(channels: number, wanted: 1 | 2): string {
  const format = `aformat=sample_fmts=s16:sample_rates=${SAMPLE_RATE}:channel_layouts=${LAYOUTS[wanted]}`
  return `${channels < wanted ? BOTH_SIDES : ''}${format},aresample=async=1:first_pts=0`
}
