/** A command on a busy machine takes tens of seconds to start its server, or to stop it. */
const WAIT_MS = 60_000

/**
 * How long a command waits for a data folder that another one has, whose server does not answer
 * yet or any more. Call what it returns with each refusal: it says whether that was the last one.
 * The time begins with the first refusal, because until then only this process was slow.
 * @param now milliseconds that never go back
 */
export function createFolderPatience(now = () => performance.now()): () => boolean {
  let deadlineMs: number | undefined
  return () => {
    deadlineMs ??= now() + WAIT_MS
    return now() > deadlineMs
  }
}
