import type { Face } from '../../face.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../serving/refusal.ts'
import { assetRoutes } from './heygen-assets.ts'
import { batchRoutes } from './heygen-batches.ts'
import { directUploadRoutes, UPLOAD_PATH } from './heygen-direct-uploads.ts'
import { endpointRoutes } from './heygen-endpoints.ts'
import { refuseHeygen } from './heygen-errors.ts'
import { eventRoutes } from './heygen-events.ts'
import { proofreadRoutes } from './heygen-proofreads.ts'
import { translationRoutes } from './heygen-translations.ts'
import { legacyRoutes } from './heygen-v2.ts'
import { createHeygenWebhooks } from './heygen-webhooks.ts'

/**
 * HeyGen's API for translating videos: version 3, and of version 2, which is retired, starts, statuses and languages; as far as its documents tell (heygen-com/heygen-cli, `gen/`, which is made of the
 * vendor's OpenAPI document; developers.heygen.com; docs.heygen.com). What no source confirms is listed in docs/vendors/heygen.md.
 */
export const heygenFace: Face = {
  name: 'heygen',
  description: 'HeyGen: /v3/video-translations with assets, batches, proofreads and webhooks.',
  routes(world) {
    const webhooks = createHeygenWebhooks(world)
    return {
      ...translationRoutes(world, webhooks),
      ...batchRoutes(world, webhooks),
      ...proofreadRoutes(world, webhooks),
      ...assetRoutes(world),
      ...directUploadRoutes(world),
      ...endpointRoutes(world, webhooks),
      ...eventRoutes(webhooks),
      ...legacyRoutes(world, webhooks),
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
