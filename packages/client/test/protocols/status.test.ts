import { VideoTranslationClient } from 'video-translation-client'
import { type ShapeName, status, type StatusRequest } from 'video-translation-client/protocols/status'
import { describeProtocol, type Dialect } from './conformance.ts'

const SERVER = 'http://status.example'

function dialect(
  shape: Exclude<ShapeName, 'single'>,
  more: Partial<Dialect<StatusRequest>>,
): Dialect<StatusRequest> {
  return {
    name: `status (${shape})`,
    face: 'status',
    connect: (options) => new VideoTranslationClient(SERVER, { protocol: status({ shape }), ...options }),
    request: ([to]) => ({ from: 'en', to: to! }),
    creates: '',
    languages: 1,
    endings: { canceled: 'error' },
    can: { progress: true },
    ...more,
  }
}

describeProtocol(dialect('query', { creates: 'POST /start' }))
describeProtocol(dialect('path', { creates: 'POST /translate' }))
describeProtocol(
  dialect('made', {
    creates: 'POST /create_job',
    can: { progress: true, cancel: true, repeatsCreate: false },
  }),
)
