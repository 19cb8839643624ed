import { InvalidArgumentError } from 'commander'

const UNITS: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
}

/** Parses a size to bytes: `500MB`, `2GiB`, `10 GB`, `1048576`. */
export function parseBytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?$/i.exec(text.trim()) ?? []
  const factor = UNITS[unit.toLowerCase()]
  if (number === undefined || factor === undefined)
    throw new InvalidArgumentError('Write a size such as 500MB, 2GB or 1048576.')
  return Math.round(Number(number) * factor)
}
