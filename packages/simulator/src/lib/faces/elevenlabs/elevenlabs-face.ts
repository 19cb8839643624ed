import type { Face } from '../../serving/face.ts'
import type { Call } from '../../serving/call.ts'
import { Refusal } from '../../refusal.ts'
import type { Backend } from '../../backend/backend.ts'
import { createDubRoutes } from './dub-routes.ts'
import { createLanguageRoutes } from './language-routes.ts'
import { createProjectRoutes } from './project-routes.ts'
import { createTargetTranscriptRoutes } from './target-transcript-routes.ts'
import { createTranscriptRoutes } from './transcript-routes.ts'
import { createWorkspaceWebhooks, type WebhookSetting } from './workspace-webhooks.ts'

/** State of a workspace at ElevenLabs before the first request. */
export interface ElevenLabsSettings {
  /** Webhooks that a user has set up in the console. */
  webhooks?: readonly WebhookSetting[]
}

/**
 * Plays ElevenLabs' dubbing, with `/v1/dubbing` and dubbing projects. Paths, fields and words are
 * those of the vendor's SDK `@elevenlabs/elevenlabs-js` 2.73.0, which runs against this face
 * unmodified.
 */
export function createElevenLabsFace(settings: ElevenLabsSettings = {}): Face {
  return {
    name: 'elevenlabs',
    description: 'ElevenLabs: /v1/dubbing, /v1/dubbing/project and /v1/workspace/webhooks.',
    routes(backend) {
      const webhooks = createWorkspaceWebhooks(backend, settings.webhooks)
      return {
        ...createDubRoutes(backend),
        ...createProjectRoutes(backend, webhooks),
        ...createLanguageRoutes(backend),
        ...createTranscriptRoutes(backend),
        ...createTargetTranscriptRoutes(backend),
        ...webhooks.routes,
      }
    },
    admit,
    refuse,
    examples: [
      `curl {origin}/v1/dubbing -H 'xi-api-key: any' -F source_url=https://example.com/talk.mp4 -F target_lang=es`,
      `curl {origin}/v1/dubbing -H 'xi-api-key: any'`,
    ],
  }
}

/** Requires an API key, except for the signed link to an output. */
function admit({ header, url }: Call, { settings: { apiKeys } }: Backend): void {
  if (url.pathname.startsWith('/_files/')) return
  const key = header('xi-api-key')
  if (!key) throw new Refusal(401, 'needs_authorization', 'The header xi-api-key is missing.')
  if (apiKeys && !apiKeys.includes(key)) throw new Refusal(401, 'invalid_api_key', 'Invalid API key')
}

/** The vendor's codes for codes of the simulator that differ. */
const CODES: Readonly<Record<string, string>> = { rate_limited: 'too_many_concurrent_requests' }

/**
 * Writes `{detail: {status, message}}`, or the `HTTPValidationError` of the SDK for a wrong field.
 */
function refuse({ status, code, message, details: { loc, type } }: Refusal): Response {
  const detail = loc ? [{ loc, msg: message, type }] : { status: CODES[code] ?? code, message }
  return Response.json({ detail }, { status })
}
