import { existsSync, globSync } from 'node:fs'

/** Debian's package libfaketime has it. */
export function fakeTimeLibrary(): string | undefined {
  return globSync('/usr/lib/*/faketime/libfaketimeMT.so.1').find((path) => existsSync(path))
}

/**
 * The environment of a process whose clock is wrong by so many hours. Its monotonic clock stays
 * right, as on a real machine, and so do the times of files.
 */
export function wrongClock(hours: number): Record<string, string> {
  if (hours === 0) return {}
  return {
    LD_PRELOAD: fakeTimeLibrary() ?? '',
    FAKETIME: `${hours > 0 ? '+' : ''}${hours}h`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  }
}
