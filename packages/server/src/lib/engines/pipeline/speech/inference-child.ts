// The process that runs native inference code. The server may kill it at any moment.
import type { FromInference, InferenceRequest, ToInference } from './inference-protocol.ts'
import { detect } from './native-detect.ts'
import { recognise } from './native-recognise.ts'
import { speak } from './native-speak.ts'

process.on('message', ({ id, request }: ToInference) => {
  answer(request, (fraction) => send({ id, type: 'progress', fraction })).then(
    (answer) => send({ id, type: 'answer', answer }),
    (error: unknown) => {
      send({ id, type: 'error', message: error instanceof Error ? error.message : String(error) })
    },
  )
})

// The server has ended, so nothing waits for the answer. SIGKILL also ends native threads at once.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

function answer(request: InferenceRequest, onProgress: (fraction: number) => void) {
  if (request.operation === 'detect') return detect(request, onProgress)
  if (request.operation === 'recognise') return recognise(request)
  return speak(request)
}

function send(message: FromInference): void {
  process.send?.(message)
}
