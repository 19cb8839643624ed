import { afterAll, beforeAll } from 'vitest'
import { makeBucket } from './make-bucket.ts'
import { startSwift, type Swift } from './swift.ts'

export { BUCKET } from './make-bucket.ts'

let running: Swift | undefined

beforeAll(async () => {
  running = await startSwift()
  await makeBucket(running.endpoint)
})
afterAll(() => running?.stop())

/** The storage of this test file: one, since its start takes many seconds. */
export function storage(): Swift {
  if (!running) throw new Error('The storage runs only within tests.')
  return running
}
