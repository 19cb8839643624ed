export type { UploadSource } from './lib/upload/parts.ts'
export type { UploadProgress } from './lib/upload/upload.ts'
export { deleteUpload, uploadTo, type UploadToOptions } from './lib/upload-to.ts'
