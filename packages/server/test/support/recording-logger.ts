import { Writable } from 'node:stream'
import fastify from 'fastify'

/** A logger whose lines a test can read as one text. */
export function recordingLogger() {
  const written: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString())
      done()
    },
  })
  return { logger: fastify({ logger: { level: 'debug', stream } }).log, lines: () => written.join('') }
}
