import { VideoTranslationClient } from 'video-translation-client'
import { describeProtocol } from '../../packages/client/test/protocols/conformance.ts'
import { vozoFace } from './vozo-face.ts'
import { vozo } from './vozo.ts'

describeProtocol({
  name: 'vozo',
  face: vozoFace,
  connect: (options) =>
    new VideoTranslationClient('https://api.vozo.ai', { protocol: vozo, apiKey: 'key', ...options }),
  request: ([to = 'es']) => ({ source: 'https://example.com/talk.mp4', to }),
  creates: 'POST /v1/media/translate',
  languages: 1,
  unknownId: 'es:nobody-has-this-task',
  endings: { canceled: 'error' },
  can: { artifacts: true, repeatsCreate: false },
})
