import { CliError } from '../errors.ts'

const FIXES: Record<string, string> = {
  EADDRINUSE: 'Another program uses this port. Choose another with --port, or --port 0 for any free port.',
  EACCES: 'Ports below 1024 need administrator rights. Choose another with --port.',
  EADDRNOTAVAIL: 'This machine does not have that address. Name one of its own with --host.',
  ENOTFOUND: 'This machine does not have that address. Name one of its own with --host.',
}

/** Explains why a server could not listen. */
export function listenError(error: unknown, host: string, port: number): CliError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  const fix = FIXES[code] ?? 'The system refused the address. Try another with --host or --port.'
  return new CliError('badInput', `Cannot listen at ${host}:${port} (${code}).`, fix, error)
}
