import { VideoTranslationClient } from 'video-translation-client'
import { createAzureFace } from 'video-translation-simulator'
import { azure, type AzureRequest } from 'video-translation-client/protocols/azure'
import { describeProtocol, type Dialect } from './conformance.ts'

const SERVER = 'https://eastus.example'
const SOURCE = 'https://talks.blob.core.windows.net/public/talk.mp4'

function dialect(apiVersion: string, more: Partial<Dialect<AzureRequest>>): Dialect<AzureRequest> {
  return {
    name: `azure (${apiVersion})`,
    face: 'azure',
    connect: (options) =>
      new VideoTranslationClient(SERVER, { protocol: azure({ apiVersion }), apiKey: 'key', ...options }),
    request: (to) => ({ source: SOURCE, from: 'en-US', to }),
    creates: 'PUT /videotranslation/translations/*',
    requestsPerPoll: 2,
    // Each language is its own translation at Azure, so none shows that another failed.
    endings: { partial: 'completed' },
    can: { delete: true, list: true, artifacts: true },
    editing: { verbs: ['cues', 'apply'], begin: 'apply', edits: '', subtitles: 'vtt' },
    ...more,
  }
}

describeProtocol(dialect('2026-03-01', {}))
// No document says whether the creation of a translation waits for its first iteration.
describeProtocol(
  dialect('2026-03-01', {
    name: 'azure (creation ends with the first iteration)',
    face: createAzureFace({ creationEndsWith: 'first-iteration' }),
  }),
)
describeProtocol(dialect('2025-05-20', { creates: 'PUT /videotranslation/translations/*/iterations/*' }))
