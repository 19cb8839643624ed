import { VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { describeProtocol } from './conformance.ts'

const WAYS: [string, WaitOptions][] = [
  ['native', {}],
  ['native, by polling', { transport: 'polling' }],
]

for (const [name, waiting] of WAYS) {
  describeProtocol({
    name,
    face: 'native',
    connect: (options) => new VideoTranslationClient('http://native.example', { waiting, ...options }),
    request: (to) => ({ source: 'https://example.com/talk.mp4', from: 'en', to: [...to] }),
    creates: 'POST /v1/translations',
    editing: {
      verbs: ['cues', 'editCues', 'apply', 'approve', 'retry', 'addTargets'],
      begin: 'apply',
      edits: 'POST /v1/translations/*/cues/edits',
      subtitles: 'vtt',
    },
    can: {
      cancel: true,
      delete: true,
      list: true,
      bulk: true,
      artifacts: true,
      progress: true,
      needsInput: true,
    },
  })
}
