import type { Limits } from '../../config/server-options.ts'
import { Problem } from '../problems/problem.ts'

/** The limits for the uploads of one key that no translation uses yet. */
export type UploadQuota = Pick<
  Limits,
  'uploadBytes' | 'openUploadsPerKey' | 'openUploadBytesPerKey' | 'unusedUploadMs'
>

/**
 * @param count uploads that the key has already
 * @throws Problem `upload_quota_exceeded` (507) when it may not have another one
 */
export function refuseCount(count: number, quota: UploadQuota): void {
  if (count < quota.openUploadsPerKey) return
  const problem = `There are ${count} uploads that no translation uses yet, which is as many as one key may have.`
  throw exceeded(problem, quota)
}

/**
 * @param bytes that the key would have
 * @throws Problem `upload_quota_exceeded` (507) when it may not have as many
 */
export function refuseBytes(bytes: number, quota: UploadQuota): void {
  // The quota must allow at least one upload of the maximum size.
  const maxBytes = Math.max(quota.uploadBytes, quota.openUploadBytesPerKey)
  if (bytes <= maxBytes) return
  const problem = `The uploads that no translation uses yet would have ${bytes} bytes, and one key may have ${maxBytes}.`
  throw exceeded(problem, quota)
}

function exceeded(problem: string, { unusedUploadMs }: UploadQuota): Problem {
  const hours = Math.round(unusedUploadMs / 360_000) / 10
  const detail = `${problem} Start translations with them or delete them; unused ones expire after ${hours} hours.`
  return new Problem(507, 'upload_quota_exceeded', detail)
}
