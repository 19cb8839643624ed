import { randomBytes } from 'node:crypto'

/**
 * Makes UUIDv7 strings that sort in the order they were made, within one millisecond too: the 12
 * bits after the time count up, and borrow from the next millisecond when they run over.
 * @param clock epoch milliseconds
 */
export function createIds(clock: () => number = Date.now): () => string {
  const random = createRandomBytes()
  let lastMs = 0
  let count = 0
  return () => {
    const now = clock()
    if (now > lastMs) {
      lastMs = now
      count = 0
    } else if (++count > 0xfff) {
      lastMs++
      count = 0
    }
    return uuidv7(lastMs, count, random(RANDOM_BYTES))
  }
}

/**
 * When an id was made, in epoch milliseconds. Undefined for a name that does not end in a UUIDv7.
 */
export function timeOfId(id: string): number | undefined {
  const [, high, low] = UUID_V7.exec(id) ?? []
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16)
}

/** Sorts after every id from before an instant, and before every later one. */
export function firstIdAt(instant: number): string {
  const time = Math.max(0, Math.floor(instant)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}

const UUID_V7 = /([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const RANDOM_BYTES = 8
const POOL_BYTES = 256 * RANDOM_BYTES

/** Asks the system for many bytes at once, because a call costs more than the rest of an id. */
function createRandomBytes(): (count: number) => Buffer {
  let pool = Buffer.alloc(0)
  return (count) => {
    if (pool.length < count) pool = randomBytes(POOL_BYTES)
    const taken = pool.subarray(0, count)
    pool = pool.subarray(count)
    return taken
  }
}

function uuidv7(ms: number, count: number, random: Buffer): string {
  const time = ms.toString(16).padStart(12, '0')
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0)
  const tail = random.toString('hex')
  const middle = `7${count.toString(16).padStart(3, '0')}`
  return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
