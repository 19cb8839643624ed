// The process that holds native inference code. It can be killed at any moment.
import type { InferenceRequest, Message, Question } from './inference-protocol.ts'
import { detect } from './native-detect.ts'
import { recognise } from './native-recognise.ts'
import { speak } from './native-speak.ts'

const answer = (request: InferenceRequest, onProgress: (fraction: number) => void) => {
  if (request.operation === 'detect') return detect(request, onProgress)
  if (request.operation === 'recognise') return recognise(request)
  return speak(request)
}

const send = (message: Message) => process.send?.(message)

process.on('message', ({ id, request }: Question) => {
  answer(request, (fraction) => send({ id, type: 'progress', fraction })).then(
    (answer) => send({ id, type: 'answer', answer }),
    (error: unknown) => {
      send({ id, type: 'error', message: error instanceof Error ? error.message : String(error) })
    },
  )
})

// The server is gone: nobody waits for the answer, and native threads need not be asked.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
