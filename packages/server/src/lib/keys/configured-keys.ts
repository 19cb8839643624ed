import { type ApiKey, LOCAL_KEY } from '../config/server-options.ts'
import { type KeyHolder, MAX_PRIORITY } from './key-holder.ts'
import { digestOf } from './secret.ts'

/**
 * The keys of the settings, by the digest of their secrets. They could always do everything with
 * their own translations, so they have the scope `write`. Only the key of this machine's own user,
 * who can read the data folder, is an `admin`.
 */
export function configuredKeys(apiKeys: ApiKey[], localKey: string): Map<string, KeyHolder> {
  const local: ApiKey = { name: LOCAL_KEY, key: localKey, scope: 'admin' }
  return new Map([...apiKeys, local].map((each) => [digestOf(each.key), toHolder(each)]))
}

function toHolder({ name, scope = 'write' }: ApiKey): KeyHolder {
  const id = name === LOCAL_KEY ? LOCAL_KEY : `configured:${name}`
  return { id, name, owner: name, scope, maxPriority: MAX_PRIORITY }
}
