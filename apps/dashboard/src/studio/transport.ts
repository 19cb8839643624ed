/** Plays media, or one line of it. Listeners hear of the time once a frame while it plays. */
export interface Transport {
  readonly atSeconds: number
  readonly isPlaying: boolean
  /** The element to control. Null: it is gone. */
  attach(media: HTMLMediaElement | null): void
  toggle(): void
  seek(seconds: number): void
  /** Plays from the one time to the other, and stops there. */
  playSpan(fromSeconds: number, toSeconds: number): void
  listen(listener: () => void): () => void
}

export function createTransport(): Transport {
  const listeners = new Set<() => void>()
  let media: HTMLMediaElement | null = null
  let stopAt = Infinity
  let frame = 0
  let withoutMediaSeconds = 0
  const tell = () => listeners.forEach((listener) => listener())
  const onFrame = () => {
    if (!media) return
    if (media.currentTime >= stopAt) {
      media.pause()
      stopAt = Infinity
    }
    tell()
    if (!media.paused) frame = requestAnimationFrame(onFrame)
  }
  const onChange = () => {
    cancelAnimationFrame(frame)
    onFrame()
  }
  const EVENTS = ['play', 'pause', 'seeked', 'loadedmetadata'] as const
  const play = () => void media?.play().catch(() => {})
  const seek = (seconds: number) => {
    withoutMediaSeconds = Math.max(0, seconds)
    if (media) media.currentTime = withoutMediaSeconds
    tell()
  }
  return {
    get atSeconds() {
      return media?.currentTime ?? withoutMediaSeconds
    },
    get isPlaying() {
      return media !== null && !media.paused
    },
    attach(next) {
      for (const name of EVENTS) media?.removeEventListener(name, onChange)
      media = next
      for (const name of EVENTS) media?.addEventListener(name, onChange)
    },
    toggle() {
      stopAt = Infinity
      if (media?.paused) play()
      else media?.pause()
    },
    seek(seconds) {
      stopAt = Infinity
      seek(seconds)
    },
    playSpan(fromSeconds, toSeconds) {
      seek(fromSeconds)
      stopAt = toSeconds
      play()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The line at a time, or the last one before it. */
export function lineAt<Line extends { id: string; start: number }>(
  lines: readonly Line[],
  seconds: number,
): string | undefined {
  return lines.findLast(({ start }) => start <= seconds + 0.01)?.id ?? lines[0]?.id
}
