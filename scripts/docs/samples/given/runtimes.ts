// What a reader of the page about runtimes has.
export * from './everywhere.ts'
/** A store of a worker, by the name of its binding. */
export const env = { WAITS: { put: async (_key: string, _value: string) => undefined } }
