/** Passes chunks on, each after `onChunk` has resolved for it. `received` includes the chunk. */
export async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array, received: number) => void | Promise<void>,
): AsyncGenerator<Uint8Array> {
  let received = 0
  for await (const chunk of chunks) {
    received += chunk.byteLength
    await onChunk(chunk, received)
    yield chunk
  }
}
