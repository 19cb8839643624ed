/** A name that somebody gave, as a file's name: its last path segment without control characters; undefined where nothing is left. */
export function safeName(name: string | undefined): string | undefined {
  const last = name?.split(/[\\/]/).at(-1) ?? ''
  // oxlint-disable-next-line no-control-regex -- these are what must not get through
  const clean = last.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '').trim()
  return clean === '' || /^\.+$/.test(clean) ? undefined : clean.slice(0, 200)
}

/** The file's name in a URL, as a first guess. */
export function nameInUrl(url: URL): string | undefined {
  return safeName(decoded(url.pathname.split('/').at(-1) ?? ''))
}

/** Percent signs that encode nothing are left as they are. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
