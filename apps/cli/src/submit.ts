import type { Translation } from 'video-translation-client'
import type { Connection } from './connection/connect.ts'
import type { Source } from './input/source.ts'
import { explainRefusal } from './refusal.ts'
import { requestOf, type RequestOptions } from './request.ts'
import type { Context } from './run-command.ts'

/**
 * Creates the translation and shows the progress of the upload.
 * @throws the refusal of the server, with the alternatives that the server offers
 */
export async function submit(
  { options, output, interrupt }: Context<RequestOptions>,
  { client }: Connection,
  source: Source,
): Promise<Translation> {
  const request = requestOf(source, options)
  const { signal } = interrupt
  try {
    return await client.create(request, {
      signal,
      onUpload: ({ sentBytes, totalBytes }) =>
        output.progress.step(`uploading ${source.name}`, totalBytes ? sentBytes / totalBytes : undefined),
    })
  } catch (error) {
    throw await explainRefusal(error, request, () => client.engines({ signal }))
  }
}
