export type { UploadProgress, UploadSource } from './lib/upload/upload.ts'
export { uploadTo, type UploadToOptions } from './lib/upload/upload-to.ts'
