/** The URL of a database for people and logs: without the password and the parameters. */
export function safeUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) return 'of the given URL'
  const user = url.username ? `${url.username}@` : ''
  return `${url.protocol}//${user}${url.host}${url.pathname}`
}
