import type {
  AuditEntry,
  AuditPage,
  CreatedKey,
  CreateKeyBody,
  KeyInfo,
  OwnerInfo,
  OwnerLimits,
} from 'video-translation-client'
import type { AuditLine, AuditQuery } from '../store/audit-log.ts'
import type { KeyRecord } from '../store/key-store.ts'
import type { Store } from '../store/store.ts'
import { MAX_PRIORITY } from './key-holder.ts'
import { ownerInfo } from './owner-info.ts'
import { newSecret } from './secret.ts'

/** What an administrator does with keys. The answers are the documents of the HTTP API. */
export interface KeyAdmin {
  /** All keys, revoked ones too, oldest first. */
  list(): Promise<KeyInfo[]>
  create(body: CreateKeyBody): Promise<CreatedKey>
  /** Idempotent. Undefined when there is no such key. */
  revoke(id: string): Promise<KeyInfo | undefined>
  audit(query: AuditQuery): Promise<AuditPage>
  /** The owners that have limits. */
  owners(): Promise<OwnerInfo[]>
  owner(name: string): Promise<OwnerInfo>
  /** Replaces the limits of an owner. */
  setLimits(owner: string, limits: OwnerLimits): Promise<OwnerInfo>
}

export function createKeyAdmin(store: Pick<Store, 'keys' | 'audit' | 'owners' | 'wall'>): KeyAdmin {
  const { keys, audit, owners } = store
  const owner = (name: string) => ownerInfo(name, store)
  return {
    list: async () => (await keys.list()).map(keyView),
    async create({ name, owner = name, scope = 'write', maxPriority = MAX_PRIORITY, expiresAt }) {
      const { secret, digest, hint } = newSecret()
      const expiry = expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) }
      const key = await keys.create({ name, owner, scope, maxPriority, digest, hint, ...expiry })
      return { ...keyView(key), secret }
    },
    async revoke(id) {
      const key = await keys.revoke(id)
      return key && keyView(key)
    },
    async audit(query) {
      const { items, nextCursor } = await audit.list(query)
      return { items: items.map(auditView), ...(nextCursor && { nextCursor }) }
    },
    owner,
    async owners() {
      const found: OwnerInfo[] = []
      for (const name of await owners.withLimits()) found.push(await owner(name))
      return found
    },
    async setLimits(name, { retentionSeconds, ...limits }) {
      const retention = retentionSeconds === undefined ? {} : { retentionMs: retentionSeconds * 1000 }
      await owners.setLimits(name, { ...limits, ...retention })
      return await owner(name)
    },
  }
}

function keyView(key: KeyRecord): KeyInfo {
  const { id, name, owner, scope, maxPriority, hint, createdAt, expiresAt, lastUsedAt, revokedAt } = key
  return {
    id,
    name,
    owner,
    scope,
    maxPriority,
    hint,
    createdAt: iso(createdAt),
    ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }),
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
    ...(revokedAt !== undefined && { revokedAt: iso(revokedAt) }),
  }
}

function auditView({ id, at, keyId, keyName, owner, action, subject, requestId }: AuditLine): AuditEntry {
  const key = { id: keyId, name: keyName, owner }
  return { id, at: iso(at), key, action, ...(subject !== undefined && { subject }), requestId }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
