/** The key lives in the tab's storage: a new browser session asks for it again. */
const STORED_AS = 'video-translation.key'

/** A key that no request can carry is none, so that the page asks for one. */
export function readApiKey(): string | undefined {
  try {
    const key = sessionStorage.getItem(STORED_AS)
    return key !== null && isSendable(key) ? key : undefined
  } catch {
    return undefined
  }
}

/** Without storage the key lasts until the page is left. */
export function keepApiKey(key: string | undefined): void {
  try {
    if (key === undefined) sessionStorage.removeItem(STORED_AS)
    else sessionStorage.setItem(STORED_AS, key)
  } catch {
    // The browser forbids storage.
  }
}

/** Whether a request can carry it as a header. */
export function isSendable(key: string): boolean {
  return /^[!-~]+$/.test(key)
}
