import type { CreateOptions } from './create-options.ts'
import { loggingFailure } from './logger.ts'
import type { Connection } from './connection.ts'
import { now } from './timers.ts'
import { startCreateSpan } from './waiting/create-span.ts'
import type { Translation } from './translation.ts'

// Only the latest matter: a translation is invisible for some seconds at most.
const REMEMBERED_COUNT = 1_000

export async function create<Request>(
  { http, createdMs, protocol }: Connection<Request>,
  request: Request,
  options: CreateOptions,
): Promise<Translation> {
  const { traceparent, end } = startCreateSpan(http.log)
  const created = loggingFailure(http.log, 'create', undefined, () =>
    protocol.create(http.with({ signal: options.signal }), request, { ...options, traceparent }),
  )
  void created.then(
    ({ id }) => end(id),
    (error: unknown) => end(undefined, error),
  )
  const translation = await created
  const { id, engine } = translation
  http.log.info('translation created', { translationId: id, engine })
  createdMs.set(id, now())
  const [oldest] = createdMs.keys()
  if (createdMs.size > REMEMBERED_COUNT && oldest) createdMs.delete(oldest)
  return translation
}
