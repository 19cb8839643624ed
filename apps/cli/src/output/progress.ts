import type { Translation } from 'video-translation-client'

/** Shows how far the work is. It writes to standard error only: standard output carries results. */
export interface Progress {
  /** Shows work other than a translation, such as an upload. `fraction` is from 0 to 1. */
  step(name: string, fraction?: number): void
  update(translation: Translation): void
  note(text: string): void
  /** Ends the display. The last lines stay, and later output starts on a new line. */
  done(): void
}

/** How progress is shown; `auto` is `live` on a terminal and `lines` elsewhere. */
export const PROGRESS_MODES = ['auto', 'live', 'lines', 'json', 'none'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]
