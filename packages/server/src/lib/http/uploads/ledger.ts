import type { Limits } from '../../config/server-options.ts'
import { Problem } from '../problems/problem.ts'

/** An upload that no translation uses yet. */
export interface OpenUpload {
  owner: string
  /** Undefined as long as the uploader has not said. */
  size: number | undefined
  /** Bytes that are there. */
  arrived: number
}

/** The open uploads of all owners, so that none can have more than its share. */
export interface UploadLedger {
  /** @throws Problem `upload_quota_exceeded` (507) where the owner would have too many, or too many bytes */
  open(id: string, upload: OpenUpload): void
  /** As `open`, for what was admitted by an earlier run of the server. */
  restore(id: string, upload: OpenUpload): void
  /** @throws Problem `upload_quota_exceeded` (507) */
  declare(id: string, size: number): void
  /** Takes back a size for which there was no room. */
  undeclare(id: string): void
  /** @throws Problem `upload_quota_exceeded` (507) where that is more than the owner may have */
  grow(id: string, bytes: number): void
  /** Tells how much is there. Unknown ids are no error. */
  arrived(id: string, bytes: number): void
  /** @throws Problem `upload_quota_exceeded` (507) where `bytes` more than were declared would be too many */
  checkMore(id: string, bytes: number): void
  /** A translation uses it now, or it was removed. */
  close(id: string): void
  get(id: string): OpenUpload | undefined
}

type Quota = Pick<Limits, 'uploadBytes' | 'openUploadsPerKey' | 'openUploadBytesPerKey' | 'unusedUploadMs'>

export function createUploadLedger(quota: Quota): UploadLedger {
  const uploads = new Map<string, OpenUpload>()
  // One upload of the size that is allowed must fit, or none of that size would ever be.
  const mostBytes = Math.max(quota.uploadBytes, quota.openUploadBytesPerKey)
  const ofOwner = (owner: string) => [...uploads.values()].filter((upload) => upload.owner === owner)
  const refuseBytes = (owner: string, more: number): void => {
    const total = ofOwner(owner).reduce((sum, upload) => sum + weight(upload), more)
    if (total > mostBytes)
      throw exceeded(
        `The uploads that no translation uses yet would have ${total} bytes, and one key may have ${mostBytes}.`,
        quota,
      )
  }
  const checkMore = (id: string, bytes: number): void => {
    const upload = uploads.get(id)
    if (upload && upload.size === undefined) refuseBytes(upload.owner, bytes)
  }
  return {
    open(id, upload) {
      const count = ofOwner(upload.owner).length
      if (count >= quota.openUploadsPerKey)
        throw exceeded(
          `There are ${count} uploads that no translation uses yet, which is as many as one key may have.`,
          quota,
        )
      refuseBytes(upload.owner, weight(upload))
      uploads.set(id, upload)
    },
    restore: (id, upload) => void uploads.set(id, upload),
    declare(id, size) {
      const upload = uploads.get(id)
      if (!upload) return
      refuseBytes(upload.owner, size - weight(upload))
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

/** What is declared counts before it arrives: it is promised. */
function weight({ size = 0, arrived }: OpenUpload): number {
  return Math.max(size, arrived)
}

function exceeded(what: string, { unusedUploadMs }: Quota): Problem {
  const hours = Math.round(unusedUploadMs / 360_000) / 10
  const detail = `${what} Start translations with them or delete them; unused ones expire after ${hours} hours.`
  return new Problem(507, 'upload_quota_exceeded', detail)
}
