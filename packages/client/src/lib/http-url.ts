/** Parses an http or https URL. Returns undefined for others, e.g. `data:`. */
export function httpUrl(text: string | URL): URL | undefined {
  return /^https?:/i.test(String(text)) && URL.canParse(text) ? new URL(text) : undefined
}
