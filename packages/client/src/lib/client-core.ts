import type { Connection } from './connection.ts'

/** Lets the other entries, such as `uploadTo`, make requests as a client does. */
export const CLIENT_CORES = new WeakMap<object, Connection>()

export function coreOf(client: object): Connection {
  const core = CLIENT_CORES.get(client)
  if (!core) throw new TypeError('The argument is not a VideoTranslationClient.')
  return core
}
