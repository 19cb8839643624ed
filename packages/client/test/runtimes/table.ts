interface Row {
  name: string
  version: string
  /** What the runtime loaded: the packages in a folder, or a bundle of them. */
  from: string
  seconds: number
}

const rows: Row[] = []

/** Adds a runtime in which everything worked. */
export function addRow(row: Row): void {
  rows.push(row)
}

/** Prints the runtimes in which everything worked. Those that failed are missing. */
export function printTable(): void {
  const cells = rows.map(({ name, version, from, seconds }) => [name, version, from, seconds.toFixed(1)])
  const lines = [['runtime', 'version', 'from the tarballs, by', 'seconds'], ...cells]
  const widths = [0, 1, 2, 3].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const padded = lines.map((line) => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
  console.log(`\n${padded.map((line) => line.trimEnd()).join('\n')}\n`)
}
