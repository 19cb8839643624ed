import type { KeyInfo, KeyScope } from 'video-translation-client'

/** The key of a request, with what it may do. */
export type KeyHolder = Pick<KeyInfo, 'id' | 'name' | 'owner' | 'scope' | 'maxPriority'>

/** Every scope, from the narrowest to the widest. Each includes the ones before it. */
export const KEY_SCOPES: readonly KeyScope[] = ['read', 'write', 'admin']

/** The highest priority of a translation; the lowest is 0. */
export const MAX_PRIORITY = 9

/** The holder of a request to a server without keys: its only user, who may do everything. */
export const ONLY_USER: KeyHolder = {
  id: '',
  name: '',
  owner: '',
  scope: 'admin',
  maxPriority: MAX_PRIORITY,
}

export function hasScope({ scope }: KeyHolder, needed: KeyScope): boolean {
  return KEY_SCOPES.indexOf(scope) >= KEY_SCOPES.indexOf(needed)
}
