// A server in a separate process that tests can kill. Its options come as JSON, and it prints its
// URL.
import { createServer, type ServerOptions } from 'video-translation-server'

const server = await createServer(JSON.parse(process.argv[2] ?? '{}') as ServerOptions)
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
