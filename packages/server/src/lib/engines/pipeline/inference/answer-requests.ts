import type { FromInference, InferenceRequest, ToInference } from './messages.ts'

/**
 * Makes this process answer the requests of its parent. The parent may kill it at any moment.
 * @param answer handles one request. Several may be under way at a time.
 */
export function answerRequests<request extends InferenceRequest>(
  answer: (request: request, onProgress: (fraction: number) => void) => Promise<unknown>,
): void {
  process.on('message', ({ id, request }: ToInference<request>) => {
    answer(request, (fraction) => send({ id, type: 'progress', fraction })).then(
      (answer) => send({ id, type: 'answer', answer, bytes: process.memoryUsage.rss() }),
      (error: unknown) => {
        send({ id, type: 'error', message: error instanceof Error ? error.message : String(error) })
      },
    )
  })
  // The server has ended, so nothing waits for the answer. SIGKILL also ends native threads at
  // once.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
}

function send(message: FromInference): void {
  process.send?.(message)
}
