/**
 * Where the server is. A proxy may have put it below a prefix, which the page knows from where its
 * own script came from.
 */
export const BASE: string = baseOf(document.querySelector<HTMLScriptElement>('script[type="module"]')?.src)

/** The scripts lie in a folder below it. Without a slash at the end. */
function baseOf(script: string | undefined): string {
  return new URL('..', script ?? location.href).href.replace(/\/$/, '')
}
