import { StorageFull } from '../storage-full.ts'
import { StorageUnavailable } from '../storage-unavailable.ts'
import { statusOf } from './patience.ts'

/**
 * Whether the storage answered that there is no such object. A missing bucket is another matter.
 */
export function isMissingObject(error: unknown): boolean {
  if (!(error instanceof Error) || error.name === 'NoSuchBucket') return false
  return error.name === 'NoSuchKey' || error.name === 'NotFound' || statusOf(error) === 404
}

/** Whether the storage answered that the requested range is beyond the end of the object. */
export function isOutsideObject(error: unknown): boolean {
  return error instanceof Error && statusOf(error) === 416
}

/** The error of a directory for a file that is not there, so that callers need to know only one. */
export function missingFile(key: string, bucket: string, cause?: unknown): Error {
  return Object.assign(new Error(`ENOENT: no such file, ${key} in ${bucket}`, { cause }), { code: 'ENOENT' })
}

const FULL = new Set(['QuotaExceeded', 'StorageFull', 'XMinioStorageFull', 'InsufficientStorage'])

const FULL_MESSAGE =
  "The file storage of the server is full. Delete translations that are no longer needed, or have the server's " +
  'operator free space.'

/** Says what is wrong with the storage and what would mend it. */
export function describeFailure(error: unknown, bucket: string): Error {
  if (!(error instanceof Error)) return new StorageUnavailable(`${bucket} failed.`, { cause: error })
  if (FULL.has(error.name) || statusOf(error) === 507) return new StorageFull(FULL_MESSAGE, { cause: error })
  return new StorageUnavailable(`The bucket ${bucket} ${problemOf(error)}`, { cause: error })
}

const CREDENTIALS = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to those of a user who may use it.'

const PROBLEMS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'does not exist. Create it, or correct its name (fileStore.bucket).',
  InvalidBucketName: 'does not exist. Create it, or correct its name (fileStore.bucket).',
  InvalidAccessKeyId: `refuses an access key that it does not know. ${CREDENTIALS}`,
  SignatureDoesNotMatch: `refuses a wrong secret access key. ${CREDENTIALS}`,
  AccessDenied: `refuses these credentials. They must allow to list, read, write and delete objects. ${CREDENTIALS}`,
  ExpiredToken: `refuses a session that has expired. ${CREDENTIALS}`,
  CredentialsProviderError: `needs credentials, and there are none. ${CREDENTIALS}`,
  PermanentRedirect: 'is in another region. Name its region (fileStore.region).',
  AuthorizationHeaderMalformed: 'is in another region. Name its region (fileStore.region).',
  RequestTimeTooSkewed: 'refuses requests, because the clock of this machine is wrong. Set the clock.',
}

function problemOf(error: Error): string {
  const known = PROBLEMS[error.name]
  if (known !== undefined) return known
  const status = statusOf(error)
  if (status === 301) return PROBLEMS['PermanentRedirect'] as string
  if (status === 403) return PROBLEMS['AccessDenied'] as string
  if (status !== undefined) return `answers ${status} ${error.name}: ${error.message}`
  return `cannot be reached (${reasonOf(error)}). Is the storage running, and fileStore.endpoint its address?`
}

function reasonOf(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  return first instanceof Error ? first.message || first.name : String(first)
}
