import type { RequestOptions, VideoTranslationClient } from './client.ts'
import { coreOf } from './client-core.ts'
import { itemsOf } from './native/native.ts'
import { checkOptions, REQUEST_KINDS } from './options.ts'
import type { WorkerInfo } from './translation.ts'

/**
 * Lists the workers of a Video Translation server, with what each can do and whether it is alive.
 * It needs a key that may see the work of all keys.
 */
export async function listWorkers(
  client: VideoTranslationClient,
  options: RequestOptions = {},
): Promise<WorkerInfo[]> {
  checkOptions('listWorkers', options, REQUEST_KINDS)
  return await itemsOf(coreOf(client).http.with(options), '/v1/workers')
}
