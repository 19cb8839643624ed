/** Watches something that grows and shrinks. */
export interface PeakWatch {
  /** Stops, and returns the highest value of all samples. */
  stop(): number
}

export function watchPeak(sample: () => number, intervalMs: number): PeakWatch {
  let peak = 0
  const note = () => {
    peak = Math.max(peak, sample())
  }
  note()
  const timer = setInterval(note, intervalMs)
  return {
    stop() {
      clearInterval(timer)
      note()
      return peak
    },
  }
}
