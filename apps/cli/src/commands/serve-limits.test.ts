import { Command } from 'commander'
import { expect, it } from 'vitest'
import { limitsOf, withLimits } from './serve-limits.ts'

function limitsFrom(...args: string[]) {
  const command = withLimits(new Command('serve'))
  command.parse(args, { from: 'user' })
  return limitsOf(command.opts())
}

it('converts each limit to the unit of its setting', () => {
  const uploads = ['--max-open-uploads', '3', '--max-open-upload-bytes', '2kB', '--keep-unused-uploads', '1h']
  const fetches = ['--max-fetch-time', '2m', '--min-fetch-rate', '8KiB']
  expect(limitsFrom('--max-length', '90m', ...uploads, ...fetches)).toEqual({
    sourceSeconds: 5400,
    openUploadsPerKey: 3,
    openUploadBytesPerKey: 2000,
    unusedUploadMs: 3_600_000,
    fetchMs: 120_000,
    fetchBytesPerSecond: 8192,
  })
})

it('leaves the other limits to the server', () => {
  expect(limitsFrom()).toEqual({})
})
