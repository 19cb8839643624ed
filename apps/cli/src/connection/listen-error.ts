import { CliError } from '../errors.ts'

const FIXES: Record<string, string> = {
  EADDRINUSE:
    'Something has this port already: choose another with --port, or --port 0 for any that is free.',
  EACCES: 'Ports below 1024 are for the administrator: choose another with --port.',
  EADDRNOTAVAIL: 'This machine has no such address: give one of its own with --host.',
  ENOTFOUND: 'This machine has no such address: give one of its own with --host.',
}

/** What to tell of a server that could not listen. */
export function listenError(error: unknown, host: string, port: number): CliError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  const fix = FIXES[code] ?? 'See --help of this command.'
  return new CliError('badInput', `Cannot listen at ${host}:${port} (${code}).`, fix, error)
}
