/** Raise it when a stage works differently, so that no task continues from the output of an older version. */
export const VERSION = 3
