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
 * Plays HeyGen's API for video translation: version 3, and the starts, statuses and languages of
 * the retired version 2.
 *
 * Sources are the vendor's documents (developers.heygen.com, docs.heygen.com) and `gen/` of
 * heygen-com/heygen-cli, made from its OpenAPI document. docs/vendors/heygen.md lists unconfirmed
 * points.
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

/** Whether the address is that of a file or an upload, which is signed and needs no API key. */
function isSigned({ url: { pathname } }: Call): boolean {
  return pathname.startsWith('/_files/') || pathname.startsWith(UPLOAD_PATH)
}
