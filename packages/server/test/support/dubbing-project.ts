import { type Protocol, VideoTranslationClient } from 'video-translation-client'
import { elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'
import type { Engine } from '../../src/lib/engines/engine.ts'
import { checkElevenLabsEdits } from '../../src/lib/engines/hosted/elevenlabs-edits.ts'
import { createHostedEngine } from '../../src/lib/engines/hosted/hosted-engine.ts'
import { createProjectWork } from '../../src/lib/engines/hosted/projects/project-work.ts'
import type { HostedRequest } from '../../src/lib/engines/hosted/vendor/vendor.ts'
import { createVendorResponses } from '../../src/lib/engines/hosted/vendor/vendor-responses.ts'

/** The engine `elevenlabs-projects` at another address, with a client that polls without a pause. */
export function dubbingProjects(url: string, fetch: typeof globalThis.fetch): Engine {
  const responses = createVendorResponses(fetch)
  const client = new VideoTranslationClient(url, {
    protocol: elevenLabsProjects() as Protocol<HostedRequest>,
    apiKey: 'key',
    fetch: responses.fetch,
    waiting: { schedule: 'fixed', minDelayMs: 10 },
    retry: { limit: 1, minDelayMs: 1 },
  })
  return createHostedEngine({
    name: 'elevenlabs-projects',
    description: '',
    client,
    responses,
    takesFiles: true,
    work: createProjectWork(),
    corrections: { check: checkElevenLabsEdits },
    reviews: ['transcript'],
    setUp: '',
  })
}
