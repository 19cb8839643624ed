import { readdirSync, readFileSync } from 'node:fs'

/** The process and all below it. Only on Linux. */
export function treeOf(root: number): number[] {
  const children = Map.groupBy(processes(), ({ parent }) => parent)
  const below = (pid: number): number[] => [
    pid,
    ...(children.get(pid) ?? []).flatMap((child) => below(child.pid)),
  ]
  return below(root)
}

function processes(): { pid: number; parent: number }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const parent = statOf(Number(pid))[1]
    return parent === undefined ? [] : [{ pid: Number(pid), parent: Number(parent) }]
  })
}

/** The fields of a process from its state on. Empty when it has ended meanwhile. */
export function statOf(pid: number): string[] {
  // The name stands in brackets and may have any character, so split at the last bracket.
  const fields = readProcess(pid, 'stat').split(') ').at(-1) ?? ''
  return fields === '' ? [] : fields.split(' ')
}

/** Empty when the process has ended meanwhile. */
export function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
