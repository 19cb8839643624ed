import { stripVTControlCharacters } from 'node:util'

/** What a server or a file name brings in must not steer the terminal. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
}

/** `8 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`
}

/** `1.2 MB`; powers of 1000, as download pages count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`
}

/** A bar of blocks, `width` columns wide. */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width)
  return '█'.repeat(filled) + '░'.repeat(width - filled)
}

/** Cuts a line to `columns`, with an ellipsis where something was cut. */
export function fit(line: string, columns: number): string {
  const characters = Array.from(line)
  return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`
}

/** Breaks a line between words; what follows is indented. A word that is too long, such as a path, stays whole. */
export function wrap(line: string, columns: number, indent: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(/(?<=\S) +/)) {
    const longer = current === '' ? word : `${current} ${word}`
    if (current !== '' && longer.length > columns) {
      lines.push(current)
      current = `${' '.repeat(indent)}${word}`
    } else {
      current = longer
    }
  }
  return [...lines, current]
}

/** Columns padded to their widest cell; the last one is left as it is. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
