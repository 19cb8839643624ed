import type { UploadRow } from '../../store/upload-store.ts'
import { refuseBytes, refuseCount, type UploadQuota } from './quota.ts'

/** An upload that no translation uses yet. */
export type OpenUpload = Pick<UploadRow, 'owner' | 'size' | 'arrived'>

/** Tracks the open uploads of all owners, so that no owner exceeds its quota. */
export interface UploadLedger {
  /**
   * @throws Problem `upload_quota_exceeded` (507) when the owner would have too many uploads, or
   *   too many bytes
   */
  open(id: string, upload: OpenUpload): void
  /** Like `open`, for an upload that an earlier run of the server admitted. */
  restore(id: string, upload: OpenUpload): void
  /** @throws Problem `upload_quota_exceeded` (507) */
  declare(id: string, size: number): void
  /** Revokes a declared size for which the disk had no space. */
  undeclare(id: string): void
  /** @throws Problem `upload_quota_exceeded` (507) when that is more than the owner may have */
  grow(id: string, bytes: number): void
  /** Sets the number of bytes that have arrived. Ignores unknown ids. */
  arrived(id: string, bytes: number): void
  /**
   * @throws Problem `upload_quota_exceeded` (507) when `bytes` more than declared would be too
   *   many
   */
  checkMore(id: string, bytes: number): void
  /** Forgets an upload that a translation uses now, or that was removed. */
  close(id: string): void
  get(id: string): OpenUpload | undefined
}

export function createUploadLedger(quota: UploadQuota): UploadLedger {
  const uploads = new Map<string, OpenUpload>()
  const ofOwner = (owner: string) => [...uploads.values()].filter((upload) => upload.owner === owner)
  const refuseMore = (owner: string, more: number): void => {
    refuseBytes(
      ofOwner(owner).reduce((sum, upload) => sum + quotaBytes(upload), more),
      quota,
    )
  }
  const checkMore = (id: string, bytes: number): void => {
    const upload = uploads.get(id)
    if (upload && upload.size === undefined) refuseMore(upload.owner, bytes)
  }
  return {
    open(id, upload) {
      refuseCount(ofOwner(upload.owner).length, quota)
      refuseMore(upload.owner, quotaBytes(upload))
      uploads.set(id, upload)
    },
    restore: (id, upload) => void uploads.set(id, upload),
    declare(id, size) {
      const upload = uploads.get(id)
      if (!upload) return
      refuseMore(upload.owner, size - quotaBytes(upload))
      uploads.set(id, { ...upload, size })
    },
    undeclare(id) {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, size: undefined })
    },
    grow(id, bytes) {
      checkMore(id, bytes)
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, arrived: upload.arrived + bytes })
    },
    arrived(id, bytes) {
      const upload = uploads.get(id)
      if (upload) uploads.set(id, { ...upload, arrived: bytes })
    },
    checkMore,
    close: (id) => void uploads.delete(id),
    get: (id) => uploads.get(id),
  }
}

/** Declared bytes count before they arrive, because they were promised. */
function quotaBytes({ size = 0, arrived }: OpenUpload): number {
  return Math.max(size, arrived)
}
