/** Grows when a stage would do its work differently, so that nothing half-done by an older one is gone on with. */
export const VERSION = 2
