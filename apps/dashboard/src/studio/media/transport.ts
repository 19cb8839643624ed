import { Pair, type Side } from './pair.ts'
import type { SlowScene } from 'video-translation-client/studio'

/** How often the two videos are brought together. */
const STEP_MS = 250

/**
 * Plays the source and the result together, or one line of them. Listeners hear of the time once a
 * frame while they play.
 */
export class Transport {
  readonly #listeners = new Set<() => void>()
  readonly #pair = new Pair()
  #isPlaying = false
  #atSeconds = 0
  #stopAt = Infinity
  #steppedMs = 0
  #frame = 0

  /** In seconds of the source, as the lines count. */
  get atSeconds(): number {
    return this.#atSeconds
  }

  get isPlaying(): boolean {
    return this.#isPlaying
  }

  /** Which of the two is heard. */
  get heard(): Side {
    return this.#pair.heard
  }

  get rate(): number {
    return this.#pair.rate
  }

  /** The element to control. Null: it is gone. What takes its place goes on at the same time. */
  attach(side: Side, media: HTMLMediaElement | null): void {
    this.#pair.attach(side, media ?? undefined)
    media?.addEventListener('loadedmetadata', () => this.#pair.seek(this.#atSeconds), { once: true })
    if (!this.#pair.leader) this.#isPlaying = false
    this.#tell()
  }

  readonly toggle = (): void => {
    this.#stopAt = Infinity
    if (this.#isPlaying) return this.pause()
    if (this.#pair.leader?.ended) this.#atSeconds = 0
    void this.#play()
  }

  pause(): void {
    this.#isPlaying = false
    this.#stopAt = Infinity
    cancelAnimationFrame(this.#frame)
    this.#pair.pause()
    // Both stand still at the same picture.
    this.#pair.seek(this.#atSeconds)
    this.#tell()
  }

  seek(seconds: number): void {
    this.#stopAt = Infinity
    this.#moveTo(seconds)
    if (!this.#isPlaying) return
    // Each would go on when it is ready by itself, and they would be apart.
    cancelAnimationFrame(this.#frame)
    this.#pair.pause()
    void this.#play()
  }

  /** Plays from the one time to the other, and stops there. */
  playSpan(fromSeconds: number, toSeconds: number): void {
    this.#moveTo(fromSeconds)
    this.#stopAt = toSeconds
    void this.#play()
  }

  readonly hear = (side: Side): void => {
    this.#pair.hear(side)
    this.#tell()
  }

  setRate(rate: number): void {
    this.#pair.setRate(rate)
    this.#tell()
  }

  /** What is slowed in the result. While both play, they are brought together at the next step. */
  slow(scenes: readonly SlowScene[]): void {
    this.#pair.slow(scenes)
    if (!this.#isPlaying) this.#pair.seek(this.#atSeconds)
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async #play(): Promise<void> {
    if (!this.#pair.leader) return
    this.#isPlaying = true
    this.#tell()
    await this.#pair.play(this.#atSeconds)
    // It may have been paused while the videos came.
    if (!this.#isPlaying) return this.#pair.pause()
    cancelAnimationFrame(this.#frame)
    this.#onFrame()
  }

  #onFrame(): void {
    const { leader } = this.#pair
    if (!leader || !this.#isPlaying) return
    const { atSeconds } = this.#pair
    this.#atSeconds = Math.min(atSeconds, this.#stopAt)
    if (atSeconds >= this.#stopAt || leader.ended) return this.pause()
    if (performance.now() - this.#steppedMs > STEP_MS) this.#step(leader)
    this.#tell()
    this.#frame = requestAnimationFrame(() => this.#onFrame())
  }

  /** One that waits for data makes the other wait. */
  #step(leader: HTMLMediaElement): void {
    this.#steppedMs = performance.now()
    if (this.#pair.isStalled) this.#pair.pause()
    else if (leader.paused) void this.#pair.play(this.#atSeconds)
    else this.#pair.keepInStep()
  }

  #moveTo(seconds: number): void {
    this.#atSeconds = Math.max(0, seconds)
    this.#pair.seek(this.#atSeconds)
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
