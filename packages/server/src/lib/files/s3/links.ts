import type { S3Client } from '@aws-sdk/client-s3'
import type { FileLink } from '../file-store.ts'
import type { Sdk } from './client.ts'

/** Makes a link that reads one object by GET, and answers with the headers that it names. */
export type Linker = (key: string, link: FileLink) => Promise<string>

interface LinkParts {
  sdk: Sdk
  presigner: typeof import('@aws-sdk/s3-request-presigner')
  client: S3Client
  bucket: string
  fullKey: (key: string) => string
}

export function createLinker({ sdk, presigner, client, bucket, fullKey }: LinkParts): Linker {
  return async (key, { expiresInSeconds, mediaType, disposition, cacheControl }) => {
    const command = new sdk.GetObjectCommand({
      Bucket: bucket,
      Key: fullKey(key),
      ResponseContentType: mediaType,
      ResponseContentDisposition: disposition,
      ResponseCacheControl: cacheControl,
    })
    return await presigner.getSignedUrl(client, command, { expiresIn: expiresInSeconds })
  }
}
