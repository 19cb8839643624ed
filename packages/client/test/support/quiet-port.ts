import { once } from 'node:events'
import { createServer } from 'node:net'
import { randomInt } from 'node:crypto'

/** Below the ports that a system gives to whoever asks for any: 32,768 on Linux, else 49,152. */
const [FIRST, LAST] = [20_000, 32_000]

/**
 * A free port of the loopback. No connection and no other server gets it by chance before it is
 * used, or while its server is down.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    // Tests may replace `Math.random`.
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
