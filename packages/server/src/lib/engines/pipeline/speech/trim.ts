const frameSeconds = 0.01
const keptSeconds = 0.02
// Relative to the loudest frame: about 46 dB below it, where a voice's own noise lies.
const threshold = 0.005

/** The stretch from the first to the last sound, with a blink of silence kept so that nothing sounds clipped. */
export function trimSilence(samples: Float32Array, sampleRate: number): Float32Array {
  const frame = Math.max(1, Math.round(frameSeconds * sampleRate))
  const levels = frameLevels(samples, frame)
  const limit = Math.max(...levels, 0) * threshold
  const first = levels.findIndex((level) => level > limit)
  if (first < 0) return samples.subarray(0, 0)
  const last = levels.findLastIndex((level) => level > limit)
  const kept = Math.round(keptSeconds * sampleRate)
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
