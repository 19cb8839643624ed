/** Raise it when a stage changes, so that no task continues from the output of an older one. */
export const VERSION = 3
