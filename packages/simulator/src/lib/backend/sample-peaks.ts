const SECONDS = 21
const A_SECOND = 50
/** Lines begin every so many seconds, and last for so many. */
const EACH_SECONDS = 3.5
const SPOKEN_SECONDS = 3
const LOUDEST = 90

/**
 * What to draw of the sound of a sample: for each fiftieth of a second the least and the greatest
 * sample. It is loud where a line is, although only a tone is heard there.
 */
export function samplePeaks(): Uint8Array<ArrayBuffer> {
  const peaks = new Int8Array(SECONDS * A_SECOND * 2)
  for (let index = 0; index < SECONDS * A_SECOND; index++) {
    const height = heightAt((index / A_SECOND) % EACH_SECONDS)
    peaks.set([-height, height], index * 2)
  }
  return new Uint8Array(peaks.buffer)
}

function heightAt(seconds: number): number {
  return seconds < SPOKEN_SECONDS ? Math.round(LOUDEST * Math.sin((Math.PI * seconds) / SPOKEN_SECONDS)) : 0
}
