import { resultTime, type SlowScene } from 'video-translation-client/studio'

export const SOUND_RATE = 48_000
/** `atempo` begins with half of its window, which is lost: 1024 samples at this rate. */
const LOST_SAMPLES = 1024
/** Each piece looks at each frame, so they are long: a fifth of a second. */
const FRAME_SAMPLES = SOUND_RATE / 5

/**
 * Filters that slow the scenes of a sound at the same pitch, to put behind others in a chain. Each
 * scene is cut out and gets its exact length: the errors of one `atempo` for all would add up.
 * @param name of the sound, unique in its graph
 */
export function slowSound(scenes: readonly SlowScene[], name: string): string {
  if (scenes.length === 0) return ''
  const pieces = piecesOf(scenes)
  const pads = (side: string) => pieces.map((_, at) => `[${name}_${side}${at}]`)
  const [from, to] = [pads('in'), pads('out')]
  const chains = pieces.map((piece, at) => `${from[at]}${filtersOf(piece, scenes)}${to[at]}`)
  return [
    `,asetnsamples=n=${FRAME_SAMPLES}:p=0,asplit=${pieces.length}${from.join('')}`,
    ...chains,
    // The compressor of the mix loses what is left of a long frame when its sound ends.
    `${to.join('')}concat=n=${pieces.length}:v=0:a=1,asetnsamples=n=1024:p=0`,
  ].join(';')
}

/** The last piece has no end. */
type Piece = Pick<SlowScene, 'start' | 'factor'> & { end?: number }

/** The scenes, and what is between them. */
function piecesOf(scenes: readonly SlowScene[]): Piece[] {
  const starts = [0, ...scenes.map(({ end }) => end)]
  return starts.flatMap((start, at): Piece[] => {
    const scene = scenes[at]
    if (!scene) return [{ start, factor: 1 }]
    return start < scene.start ? [{ start, end: scene.start, factor: 1 }, scene] : [scene]
  })
}

function filtersOf({ start, end, factor }: Piece, scenes: readonly SlowScene[]): string {
  const first = samples(start)
  const restart = 'asetpts=PTS-STARTPTS'
  if (end === undefined) return `atrim=start_sample=${first},${restart}`
  const last = `end_sample=${samples(end)}`
  if (factor === 1) return `atrim=start_sample=${first}:${last},${restart}`
  const length = samples(resultTime(end, scenes)) - samples(resultTime(start, scenes))
  return [
    `atrim=start_sample=${Math.max(0, first - LOST_SAMPLES)}:${last}`,
    restart,
    `atempo=${(1 / factor).toFixed(6)}`,
    `apad=whole_len=${length}`,
    `atrim=end_sample=${length}`,
  ].join(',')
}

function samples(seconds: number): number {
  return Math.round(seconds * SOUND_RATE)
}
