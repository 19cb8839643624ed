import { VideoTranslationClient } from 'video-translation-client'
import { heygen, type HeygenOptions, type HeygenRequest } from 'video-translation-client/protocols/heygen'
import { heygenWebhooks } from 'video-translation-client/webhooks'
import { describeProtocol, type Dialect } from './conformance.ts'

// The secret that the simulator signs with.
const webhooks = heygenWebhooks('whsec_c2ltdWxhdGVkLXdlYmhvb2stc2VjcmV0')

function dialect(
  version: HeygenOptions['version'] & string,
  more: Pick<Dialect<HeygenRequest>, 'creates' | 'can' | 'editing'>,
): Dialect<HeygenRequest> {
  return {
    name: `heygen (${version})`,
    face: 'heygen',
    connect: (options) =>
      new VideoTranslationClient('https://api.heygen.example', {
        protocol: heygen({ version }),
        apiKey: 'a-key',
        ...options,
      }),
    request: (to, webhook) => ({
      source: 'https://example.com/talk.mp4',
      from: 'en',
      to,
      options: { callback_url: webhook },
    }),
    // HeyGen has no word for a canceled translation: it counts as failed.
    endings: { canceled: 'error' },
    notificationIn: (delivered) => webhooks.receive(delivered),
    ...more,
  }
}

describeProtocol(
  dialect('v3', {
    creates: 'POST /v3/video-translations',
    can: { bulk: true, list: true, delete: true, artifacts: true },
    editing: {
      verbs: ['cues', 'editCues', 'approve'],
      request: (to) => ({ source: 'https://example.com/talk.mp4', to, name: 'A talk', proofread: true }),
      begin: 'approve',
      edits: 'PUT /v3/video-translations/proofreads/*/srt',
      subtitles: 'srt',
    },
  }),
)
describeProtocol(
  dialect('v2', {
    creates: 'POST /v2/video_translate',
    can: { artifacts: true, repeatsCreate: false },
  }),
)
