import type { Readable } from 'node:stream'

/** Collects the last `maxCharacters` of a child's standard error, which explain its failure. */
export function collectStderrTail(stderr: Readable | null, maxCharacters: number): () => string {
  let tail = ''
  stderr?.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-maxCharacters)
  })
  return () => tail.trim()
}
