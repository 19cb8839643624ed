/** How a cue was fitted, as in the rows of `es.report.json`. */
export interface FittedCue {
  dubSeconds: number
  offsetSeconds: number
  speed: number
  tempo: number
  overflowSeconds: number
}

export interface DubFit {
  /** Share of the spoken cues that end at most 0.1 s after their time. */
  fitting: number
  /** Share of the spoken cues that start at most 0.1 s early or late. */
  punctual: number
  /** Share of the spoken cues that are more than 1.25 times as fast as the voice. */
  hurried: number
  /** The largest change of the rate from one cue to the next. */
  largestStep: number
}

const NOTICED_SECONDS = 0.1
const COMFORTABLE_RATE = 1.25

export function judgeFit(cues: readonly FittedCue[]): DubFit {
  const spoken = cues.filter(({ dubSeconds }) => dubSeconds > 0)
  const rates = spoken.map(({ speed, tempo }) => speed * tempo)
  const share = (isMeant: (cue: FittedCue, at: number) => boolean) =>
    spoken.filter(isMeant).length / Math.max(1, spoken.length)
  return {
    fitting: share(({ overflowSeconds }) => overflowSeconds <= NOTICED_SECONDS),
    punctual: share(({ offsetSeconds }) => Math.abs(offsetSeconds) <= NOTICED_SECONDS),
    hurried: share((_, at) => (rates[at] ?? 1) > COMFORTABLE_RATE + 0.001),
    largestStep: Math.max(0, ...rates.slice(1).map((rate, at) => Math.abs(rate - (rates[at] ?? rate)))),
  }
}
