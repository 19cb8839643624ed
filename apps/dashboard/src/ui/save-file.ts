/** Lets the browser save a file of the server. Nothing of it goes through the page. */
export function saveFile(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = downloadUrl(url)
  link.download = name
  link.click()
}

/** With `download` the server names the file and says that it is to be saved. */
export function downloadUrl(url: string): string {
  const parsed = URL.parse(url, location.href)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return '#'
  parsed.searchParams.set('download', '1')
  return parsed.href
}

/** Lets the browser save a text that the page has made. */
export function saveText(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
