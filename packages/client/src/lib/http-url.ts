/** The URL, where it leads to something on the web: `data:` and the like do not. */
export function httpUrl(text: string | URL): URL | undefined {
  return /^https?:/i.test(String(text)) && URL.canParse(text) ? new URL(text) : undefined
}
