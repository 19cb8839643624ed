const FRAME_SECONDS = 0.01
/** Silence that stays at both ends, so that nothing sounds clipped. */
const KEPT_SECONDS = 0.02
/** Share of the loudest frame, about 46 dB below it. A voice's own noise is quieter. */
const THRESHOLD = 0.005

/** Removes the silence before the first and after the last sound. */
export function trimSilence(samples: Float32Array, sampleRate: number): Float32Array {
  const frame = Math.max(1, Math.round(FRAME_SECONDS * sampleRate))
  const levels = frameLevels(samples, frame)
  const limit = levels.reduce((most, level) => Math.max(most, level), 0) * THRESHOLD
  const first = levels.findIndex((level) => level > limit)
  if (first < 0) return samples.subarray(0, 0)
  const last = levels.findLastIndex((level) => level > limit)
  const kept = Math.round(KEPT_SECONDS * sampleRate)
  return samples.subarray(
    Math.max(0, first * frame - kept),
    Math.min(samples.length, (last + 1) * frame + kept),
  )
}

function frameLevels(samples: Float32Array, frame: number): number[] {
  const levels: number[] = []
  for (let first = 0; first < samples.length; first += frame) {
    const part = samples.subarray(first, first + frame)
    levels.push(Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length))
  }
  return levels
}
