/** The options that lead another command to the same server. */
export interface ServerLocation {
  server?: string
  data?: string
}

/** A command for the person to run next, quoted so that it can be pasted into a shell. */
export function followUp(command: string, id: string, { server, data }: ServerLocation): string {
  const location = server ? ` --server ${quoted(server)}` : data ? ` --data ${quoted(data)}` : ''
  return `video-translation ${command}${id && ` ${id}`}${location}`
}

function quoted(word: string): string {
  return /^[\w./:~@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
