import { clamp16, createWavWriter, readWav, type Sound, type WavWriter } from './wav.ts'

/** A clip of speech and where it starts, in seconds from the start of the source. */
export interface PlacedClip {
  path: string
  start: number
}

/** A stretch of time, in seconds. */
export interface Span {
  start: number
  end: number
}

/** Largest piece of silence in memory, so that a track of hours needs little memory. */
const MAX_SILENCE_SAMPLES = 1 << 16

/**
 * Writes one WAV as long as the source, with each clip at its exact sample. Overlapping clips are
 * mixed. A clip is cut at the end of the source.
 */
export async function writeDubTrack(
  clips: readonly PlacedClip[],
  seconds: number,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const first = clips[0]
  if (!first) throw new Error('A dub needs at least one clip.')
  const { sampleRate } = await readWav(first.path)
  await writeTrack(path, sampleRate, seconds, async (track) => {
    for (const clip of clips.toSorted((a, b) => a.start - b.start)) {
      signal.throwIfAborted()
      await track.add(Math.round(clip.start * sampleRate), await readClip(clip.path, sampleRate))
    }
  })
}

/** Level of the tone. With the compressor of the mix it sets how far the original is ducked. */
const DUCKING_LEVEL = 0.5
export const DUCKING_SAMPLE_RATE = 8_000

/**
 * Writes the sidechain signal of the ducking: a tone in every span, and silence elsewhere. With it
 * the original is ducked for a whole cue, even if the dub is shorter.
 */
export async function writeDuckingSignal(
  spans: readonly Span[],
  seconds: number,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await writeTrack(path, DUCKING_SAMPLE_RATE, seconds, async (track) => {
    for (const { start, end } of mergeSpans(spans)) {
      signal.throwIfAborted()
      await track.add(
        Math.round(start * DUCKING_SAMPLE_RATE),
        tone(Math.round((end - start) * DUCKING_SAMPLE_RATE)),
      )
    }
  })
}

/** Joins overlapping spans, sorted by time. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else merged.push({ ...span })
  }
  return merged
}

interface Track {
  /** Mixes samples in at a position, which must not be before that of the last call. */
  add(position: number, samples: Int16Array): Promise<void>
}

async function writeTrack(
  path: string,
  sampleRate: number,
  seconds: number,
  fill: (track: Track) => Promise<void>,
): Promise<void> {
  const writer = await createWavWriter(path, sampleRate)
  try {
    const mixer = createMixer(writer, Math.round(seconds * sampleRate))
    await fill(mixer)
    await mixer.finish()
  } finally {
    await writer.close()
  }
}

/** Buffers the samples after the start of the last clip, because the next may overlap it. */
function createMixer(writer: WavWriter, total: number): Track & { finish(): Promise<void> } {
  let written = 0
  let buffered: Int16Array = new Int16Array(0)

  const flushTo = async (position: number): Promise<void> => {
    const end = Math.min(position, total)
    const ready = buffered.subarray(0, Math.max(0, end - written))
    buffered = buffered.slice(ready.length)
    await writer.write(ready)
    written += ready.length
    while (written < end) {
      const silence = new Int16Array(Math.min(MAX_SILENCE_SAMPLES, end - written))
      await writer.write(silence)
      written += silence.length
    }
  }

  return {
    async add(position, samples) {
      if (position < written) throw new Error('Clips must come in the order of their start.')
      await flushTo(position)
      if (position < total) buffered = mix(buffered, samples)
    },
    finish: () => flushTo(total),
  }
}

function mix(one: Int16Array, other: Int16Array): Int16Array {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one]
  const mixed = Int16Array.from(long)
  for (const [index, sample] of short.entries()) mixed[index] = clamp16((mixed[index] ?? 0) + sample)
  return mixed
}

/** A square wave of 1 kHz, which has its full level from the first sample on. */
function tone(length: number): Int16Array {
  return Int16Array.from({ length }, (_, index) => (index % 8 < 4 ? 1 : -1) * DUCKING_LEVEL * 32767)
}

async function readClip(path: string, sampleRate: number): Promise<Int16Array> {
  const clip: Sound = await readWav(path)
  if (clip.sampleRate === sampleRate) return clip.samples
  throw new Error(
    `${path} has a sample rate of ${clip.sampleRate} Hz, but the other clips have ${sampleRate} Hz.`,
  )
}
