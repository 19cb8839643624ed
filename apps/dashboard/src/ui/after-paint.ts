/** A page that is not seen gets no pictures, and goes on without. */
const LONGEST_WAIT_MS = 100

/** Runs work once the next picture is shown, so that the work does not hold it up. */
export function afterPaint(work: () => void): void {
  let isDone = false
  const run = () => {
    if (!isDone) work()
    isDone = true
  }
  setTimeout(run, LONGEST_WAIT_MS)
  requestAnimationFrame(() => setTimeout(run))
}

/** Between two tasks keys and the pointer are answered. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
