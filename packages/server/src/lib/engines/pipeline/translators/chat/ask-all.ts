import { halvesOf, cutBatches, type ChatLine } from './lines.ts'
import { askTranslation } from './prompt.ts'
import { askForLines, type ChatRun } from './run.ts'
import { isFarTooLong } from './shorten.ts'

/** Rejected single lines after which a model that has delivered nothing is given up. */
const MAX_LONE_FAILURES = 3

/** A model that shifts lines so often gets one line at a time. */
const MAX_SHIFTS = 2
/** A size that failed so often is not tried again. */
const MAX_FAILURES_OF_SIZE = 2

/** Batches that wait, and what was learned from those that were sent. */
interface Queue {
  batches: ChatLine[][]
  /** Most lines of a request. It shrinks after a failure, and grows after a success. */
  maxLines: number
  /** Lines of each request whose answer was not taken at all. */
  failedSizes: number[]
  /** Most lines of a request that went well. */
  provenLines: number
  /** Lines rejected in a request whose other lines were taken. The next request has them alone. */
  stubborn: Set<ChatLine>
  failedAlone: Set<ChatLine>
  loneFailures: number
}

/**
 * Asks for all lines. Lines whose answer is not taken are asked for again in smaller requests, as
 * long as requests are left. Until the size that goes well is known, one is sent at a time.
 */
export async function askAll(lines: readonly ChatLine[], run: ChatRun): Promise<void> {
  const { batchLines, batchChars, concurrency } = run.settings
  const { signal } = run.options
  const queue: Queue = {
    batches: cutBatches(lines, batchLines, batchChars),
    maxLines: batchLines,
    failedSizes: [],
    provenLines: 0,
    stubborn: new Set(),
    failedAlone: new Set(),
    loneFailures: 0,
  }
  while (isLearning(queue, run) && queue.loneFailures < MAX_LONE_FAILURES) {
    if (!(await askNext(queue, run, signal))) return
  }
  if (queue.provenLines > 0) await inLanes(concurrency, signal, (stop) => askNext(queue, run, stop))
}

/** Repeats `work` in several lanes, each until it returns false. One failure stops all of them. */
async function inLanes(
  count: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<boolean>,
): Promise<void> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const runLane = async () => {
    while (await work(either));
  }
  const lanes = Array.from({ length: count }, runLane)
  try {
    await Promise.all(lanes)
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(lanes)
    throw error
  }
}

/** False if nothing is left to send. */
async function askNext(queue: Queue, run: ChatRun, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted()
  const batch = run.requestsLeft > 0 ? takeBatch(queue) : undefined
  if (!batch) return false
  const { taken, rejected, isWhole } = await askForLines(batch, run, askTranslation, signal)
  for (const { line, text } of taken) {
    run.results[line.at] = text
    if (!isFarTooLong(line, text)) run.options.onText?.(line.at, text)
  }
  if (isWhole) shrink(batch.length, queue)
  else grow(batch.length, run, queue)
  if (run.shifts >= MAX_SHIFTS) queue.maxLines = 1
  putBack(rejected, batch, queue)
  const done = run.results.filter((text, at) => text !== '' || run.source[at] === '').length
  run.options.onProgress(done / run.results.length)
  return true
}

/** The next batch, cut to what the model can keep apart. */
function takeBatch(queue: Queue): ChatLine[] | undefined {
  const batch = queue.batches.shift()
  if (!batch || batch.length <= queue.maxLines) return batch
  queue.batches.unshift(batch.slice(queue.maxLines))
  return batch.slice(0, queue.maxLines)
}

function shrink(lines: number, queue: Queue): void {
  queue.failedSizes.push(lines)
  // A size that went well before is not to blame.
  if (lines > queue.provenLines) queue.maxLines = Math.min(queue.maxLines, Math.ceil(lines / 2))
}

/** One bad answer does not keep all later requests small. */
function grow(lines: number, run: ChatRun, queue: Queue): void {
  queue.provenLines = Math.max(queue.provenLines, lines)
  if (lines >= queue.maxLines && canGrow(queue, run)) queue.maxLines = nextSize(queue, run)
}

function isLearning(queue: Queue, run: ChatRun): boolean {
  return queue.provenLines === 0 || canGrow(queue, run)
}

function canGrow(queue: Queue, run: ChatRun): boolean {
  const next = nextSize(queue, run)
  const failures = queue.failedSizes.filter((size) => size > next / 2 && size <= next).length
  return next > queue.maxLines && run.shifts < MAX_SHIFTS && failures < MAX_FAILURES_OF_SIZE
}

function nextSize({ maxLines }: Queue, { settings }: ChatRun): number {
  return Math.min(settings.batchLines, maxLines * 2)
}

/** Asks again: for the halves of a failed batch, or for the few bad lines of a good one. */
function putBack(rejected: readonly ChatLine[], batch: readonly ChatLine[], queue: Queue): void {
  if (batch.length === 1) return putBackAlone(rejected, queue)
  if (rejected.length > batch.length / 2) return void queue.batches.unshift(...halvesOf(rejected))
  const isStubborn = (line: ChatLine) => queue.stubborn.has(line)
  queue.batches.push(...rejected.filter(isStubborn).map((line) => [line]))
  const first = rejected.filter((line) => !isStubborn(line))
  for (const line of first) queue.stubborn.add(line)
  if (first.length > 0) queue.batches.push(first)
}

/** A line that is rejected alone gets one more try, after all others. */
function putBackAlone(rejected: readonly ChatLine[], queue: Queue): void {
  for (const line of rejected) {
    queue.loneFailures++
    if (!queue.failedAlone.has(line)) queue.batches.push([line])
    queue.failedAlone.add(line)
  }
}
