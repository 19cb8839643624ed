/** The options that lead another command to the same server. */
export interface ServerLocation {
  server?: string
  data?: string
  /** It names the server, so it stands in place of both. */
  profile?: string
}

/** A command for the person to run next, quoted so that it can be pasted into a shell. */
export function followUp(command: string, id: string, location: ServerLocation): string {
  return `video-translation ${command}${id && ` ${id}`}${optionOf(location)}`
}

function optionOf({ server, data, profile }: ServerLocation): string {
  if (profile) return ` --profile ${quoted(profile)}`
  if (server) return ` --server ${quoted(server)}`
  return data ? ` --data ${quoted(data)}` : ''
}

function quoted(word: string): string {
  return /^[\w./:~@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
