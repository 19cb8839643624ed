#!/usr/bin/env node
// This file imports nothing before the check: the libraries do not load on an older Node, and their
// errors would not say why.
const REQUIRED_NODE = [22, 12] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < REQUIRED_NODE[0] || (major === REQUIRED_NODE[0] && minor < REQUIRED_NODE[1])) {
  console.error(
    `error: video-translation needs Node.js ${REQUIRED_NODE.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}).\n` +
      'fix:   Install a current Node.js, e.g. with your version manager: nvm install 24',
  )
  process.exitCode = 2
} else {
  // In `video-translation list | head -1`, the reader closes the pipe early. That is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const { run } = await import('./cli.ts')
  await run(process.argv.slice(2))
  // A video that is still piped into a command which has failed must not delay the exit, nor a
  // socket that is kept alive. All output is written by now.
  setTimeout(() => process.exit(), 500).unref()
}
