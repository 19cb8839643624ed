#!/usr/bin/env node
// Imports nothing before the check: the libraries behind it do not even load on an older Node, and would say so in riddles.
const required = [22, 12] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < required[0] || (major === required[0] && minor < required[1])) {
  console.error(
    `error: video-translation needs Node.js ${required.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}).\n` +
      'fix:   Install a current Node.js, e.g. with your version manager: nvm install 24',
  )
  process.exitCode = 2
} else {
  // `video-translation list | head -1`: who reads has had enough, and that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const { run } = await import('./cli.ts')
  await run(process.argv.slice(2))
  // A socket kept alive must not hold the prompt back; by then everything has been written and closed.
  setTimeout(() => process.exit(), 500).unref()
}
