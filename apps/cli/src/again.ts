/** What leads another command to the same server. */
export interface Place {
  server?: string
  data?: string
}

/** A command for the person to go on with, to be pasted as it stands. */
export function again(command: string, id: string, { server, data }: Place): string {
  const place = server ? ` --server ${quoted(server)}` : data ? ` --data ${quoted(data)}` : ''
  return `video-translation ${command}${id && ` ${id}`}${place}`
}

function quoted(word: string): string {
  return /^[\w./:~@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
