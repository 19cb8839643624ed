import type { Face } from '../../serving/face.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import { assetRoutes } from './assets.ts'
import { batchRoutes } from './batches.ts'
import { directUploadRoutes, UPLOAD_PATH } from './direct-uploads.ts'
import { endpointRoutes } from './endpoints.ts'
import { refuseHeygen } from './errors.ts'
import { eventRoutes } from './events.ts'
import { proofreadRoutes } from './proofreads.ts'
import { translationRoutes } from './translations.ts'
import { legacyRoutes } from './v2.ts'
import { createHeygenWebhooks } from './webhooks.ts'

/**
 * HeyGen's API for translating videos: version 3, and of version 2, which is retired, starts, statuses and languages; as far as its documents tell (heygen-com/heygen-cli, `gen/`, which is made of the
 * vendor's OpenAPI document; developers.heygen.com; docs.heygen.com). What no source confirms is listed in docs/vendors/heygen.md.
 */
export const HEYGEN_FACE: Face = {
  name: 'heygen',
  description: 'HeyGen: /v3/video-translations with assets, batches, proofreads and webhooks.',
  routes(backend) {
    const webhooks = createHeygenWebhooks(backend)
    return {
      ...translationRoutes(backend, webhooks),
      ...batchRoutes(backend, webhooks),
      ...proofreadRoutes(backend, webhooks),
      ...assetRoutes(backend),
      ...directUploadRoutes(backend),
      ...endpointRoutes(backend, webhooks),
      ...eventRoutes(webhooks),
      ...legacyRoutes(backend, webhooks),
    }
  },
  admit(call, { settings }) {
    if (isSigned(call)) return
    const key = call.header('x-api-key') ?? /^bearer (.+)$/i.exec(call.header('authorization') ?? '')?.[1]
    const isKnown = settings.apiKeys ? settings.apiKeys.includes(key ?? '') : key
    if (!isKnown) throw new Refusal(401, 'unauthorized', 'Unauthorized')
  },
  refuse: refuseHeygen,
  examples: [
    `curl {origin}/v3/video-translations -H 'x-api-key: any' -H 'content-type: application/json' -d '{"video":{"type":"url","url":"https://example.com/talk.mp4"},"output_languages":["Spanish (Spain)"]}'`,
    `curl {origin}/v3/video-translations -H 'x-api-key: any'`,
  ],
}

/** Addresses of files and uploads are their own key. */
function isSigned({ url: { pathname } }: Call): boolean {
  return pathname.startsWith('/_files/') || pathname.startsWith(UPLOAD_PATH)
}
