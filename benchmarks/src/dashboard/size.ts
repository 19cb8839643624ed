/** How much the measurements put before the page. */
export const TRANSLATIONS = 10_000
/** So many of them change each second, the newest. */
export const RUNNING = 200
export const LECTURE_CUES = 2_000
