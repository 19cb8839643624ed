import { correctionOf } from './in-step.ts'
import { resultTime, type SlowScene, sourceTime } from 'video-translation-client/studio'
import { slownessAt } from './slow-scenes.ts'

/** The original, and what was made of it. */
export type Side = 'source' | 'result'

const SIDES: readonly Side[] = ['source', 'result']

/** A video that does not come must not hold up the other for ever. */
const READY_MS = 3_000

/**
 * Two videos that play as one, by the time of the source. One of them is heard, and leads; there
 * may be only one.
 */
export class Pair {
  readonly #media: Partial<Record<Side, HTMLMediaElement>> = {}
  #heard: Side = 'result'
  #rate = 1
  #scenes: readonly SlowScene[] = []

  get heard(): Side {
    return this.#heard
  }

  get rate(): number {
    return this.#rate
  }

  /** Undefined: there is no video at all. */
  get leader(): HTMLMediaElement | undefined {
    return this.#leading && this.#media[this.#leading]
  }

  /** Where the leader is, in seconds of the source. */
  get atSeconds(): number {
    const seconds = this.leader?.currentTime ?? 0
    return this.#leading === 'result' ? sourceTime(seconds, this.#scenes) : seconds
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

  /** What is slowed in the result, so that the same moment of the source comes later there. */
  slow(scenes: readonly SlowScene[]): void {
    this.#scenes = scenes
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

  /** @param seconds of the source */
  seek(seconds: number): void {
    for (const side of SIDES) {
      const media = this.#media[side]
      if (media) seekTo(media, this.#timeOn(side, seconds))
    }
  }

  /** Brings the one that is not heard to the time of the other. */
  keepInStep(): void {
    const side = this.#leading === 'source' ? 'result' : 'source'
    const follower = this.#media[side]
    if (!follower || follower === this.leader || follower.ended || follower.seeking) return
    const slowness = slownessAt(this.atSeconds, this.#scenes)
    const rate = this.#rate * (side === 'result' ? slowness : 1 / slowness)
    const correction = correctionOf(this.#timeOn(side, this.atSeconds), follower.currentTime, rate)
    if ('rate' in correction) follower.playbackRate = correction.rate
    else follower.currentTime = correction.jumpTo
  }

  get #both(): HTMLMediaElement[] {
    return SIDES.flatMap((side) => this.#media[side] ?? [])
  }

  get #leading(): Side | undefined {
    return [this.#heard, 'result' as const, 'source' as const].find((side) => this.#media[side])
  }

  /** When a moment of the source comes on a side. */
  #timeOn(side: Side, seconds: number): number {
    return side === 'result' ? resultTime(seconds, this.#scenes) : seconds
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
