import { correctionOf } from './in-step.ts'

/** The original, and what was made of it. */
export type Side = 'source' | 'result'

/** A video that does not come must not hold up the other for ever. */
const READY_MS = 3_000

/** Two videos that play as one. One of them is heard, and leads; there may be only one. */
export class Pair {
  readonly #media: Partial<Record<Side, HTMLMediaElement>> = {}
  #heard: Side = 'result'
  #rate = 1

  get heard(): Side {
    return this.#heard
  }

  get rate(): number {
    return this.#rate
  }

  /** Undefined: there is no video at all. */
  get leader(): HTMLMediaElement | undefined {
    return this.#media[this.#heard] ?? this.#media.result ?? this.#media.source
  }

  /** Whether one of them waits for data, so that the other has to wait, too. */
  get isStalled(): boolean {
    return this.#both.some(isWaiting)
  }

  attach(side: Side, next: HTMLMediaElement | undefined): void {
    if (next) this.#media[side] = next
    else delete this.#media[side]
    this.#arrange()
  }

  hear(side: Side): void {
    this.#heard = side
    this.#arrange()
  }

  setRate(rate: number): void {
    this.#rate = rate
    this.#arrange()
  }

  /** Puts both to a time, waits until both can play, and plays them. */
  async play(fromSeconds: number): Promise<void> {
    this.seek(fromSeconds)
    await Promise.all(this.#both.map(whenReady))
    await Promise.all(this.#both.map((media) => media.play().catch(() => {})))
  }

  pause(): void {
    for (const media of this.#both) media.pause()
  }

  seek(seconds: number): void {
    for (const media of this.#both) seekTo(media, seconds)
  }

  /** Brings the one that is not heard to the time of the other. */
  keepInStep(): void {
    const { leader } = this
    const follower = this.#both.find((media) => media !== leader)
    if (!leader || !follower || follower.ended || follower.seeking) return
    const correction = correctionOf(leader.currentTime, follower.currentTime, this.#rate)
    if ('rate' in correction) follower.playbackRate = correction.rate
    else follower.currentTime = correction.jumpTo
  }

  get #both(): HTMLMediaElement[] {
    return [this.#media.source, this.#media.result].filter((media) => media !== undefined)
  }

  #arrange(): void {
    const { leader } = this
    for (const media of this.#both) {
      media.muted = media !== leader
      media.playbackRate = this.#rate
    }
  }
}

/** One that cannot be played holds up nobody. */
function isWaiting({ ended, error, readyState }: HTMLMediaElement): boolean {
  return !ended && !error && readyState < HTMLMediaElement.HAVE_FUTURE_DATA
}

/** Each seek interrupts a video, so one that is there already is left alone. */
function seekTo(media: HTMLMediaElement, seconds: number): void {
  if (Math.abs(media.currentTime - seconds) > 0.005) media.currentTime = seconds
}

async function whenReady(media: HTMLMediaElement): Promise<void> {
  if (media.error || (media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !media.seeking)) return
  const waiting = new AbortController()
  const { signal } = waiting
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, READY_MS)
    signal.addEventListener('abort', () => clearTimeout(timer))
    for (const name of ['canplay', 'error', 'ended'])
      media.addEventListener(name, () => resolve(), { signal })
  })
  waiting.abort()
}
