// A server in a process of its own, to be killed: its options come as JSON, its URL goes to standard output.
import { createServer, type ServerOptions } from 'video-translation-server'

const server = await createServer(JSON.parse(process.argv[2] ?? '{}') as ServerOptions)
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
