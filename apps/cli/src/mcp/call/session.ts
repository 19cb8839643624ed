import { connect, type Connection } from '../../connection/connect.ts'
import type { ConnectionOptions } from '../../connection/options.ts'
import type { Output } from '../../output/output.ts'
import type { FilesFolder } from './files.ts'

/** What the tools of all callers share. */
export interface McpSession extends AsyncDisposable {
  /** Connects at the first call, so that an assistant sees the tools at once. */
  connection(): Promise<Connection>
  /** Where files may be read and saved. Absent: nowhere. */
  files: FilesFolder | undefined
  /** Names the server in tokens: its address, or the data folder. */
  place: string
}

interface SessionSettings {
  options: ConnectionOptions
  output: Output
  signal: AbortSignal
  files: FilesFolder | undefined
  place: string
}

export function createSession({ options, output, signal, files, place }: SessionSettings): McpSession {
  let opening: Promise<Connection> | undefined
  const open = () => {
    const attempt = connect(options, 'working', { output, signal })
    // A server that was not there may be there at the next call.
    attempt.catch(() => (opening = undefined))
    return attempt
  }
  return {
    files,
    place,
    connection: () => (opening ??= open()),
    async [Symbol.asyncDispose]() {
      const connection = await opening?.catch(() => undefined)
      await connection?.[Symbol.asyncDispose]()
    },
  }
}
