import { mkdir, open, readFile, rm, statfs, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { shell } from './shell.ts'

/** A small disk of one machine. */
export interface Disk {
  readonly path: string
  /** Takes every free byte. */
  fill(): Promise<void>
  /** Frees them again. */
  empty(): Promise<void>
}

/** A disk with a real file system, whose writes can be slowed down. */
export interface SlowDisk extends Disk {
  /** Processes that run behind this command are slowed down. */
  readonly slowed: string[]
  slowDown(bytesPerSecond: number): Promise<void>
  speedUp(): Promise<void>
}

/** The controller of block devices, version 1. */
const CONTROLLER = '/sys/fs/cgroup/blkio'

/** Mounts a disk in memory. */
export async function mountMemory(path: string, megabytes: number): Promise<Disk> {
  await mkdir(path, { recursive: true })
  await shell('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path)
  return { path, ...createBallast(path) }
}

/**
 * Makes a file a disk with the file system ext4, and mounts it. `group` is the name of a new
 * control group.
 */
export async function mountImage(path: string, megabytes: number, group: string): Promise<SlowDisk> {
  await mkdir(path, { recursive: true })
  const image = `${path}.image`
  await shell('truncate', '-s', `${megabytes}m`, image)
  await shell('mkfs.ext4', '-q', '-m', '0', image)
  await shell('mount', '-o', 'loop', image, path)
  const controls = join(CONTROLLER, group)
  await mkdir(controls, { recursive: true })
  const device = await deviceOf(path)
  const limit = (bytesPerSecond: number) =>
    writeFile(join(controls, 'blkio.throttle.write_bps_device'), `${device} ${bytesPerSecond}`)
  return {
    path,
    ...createBallast(path),
    slowed: ['sh', '-c', `echo $$ > ${join(controls, 'cgroup.procs')}; exec "$@"`, 'sh'],
    slowDown: limit,
    speedUp: () => limit(0),
  }
}

async function deviceOf(path: string): Promise<string> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' '))
  const device = lines.findLast((fields) => fields[4] === path)?.[2]
  if (device === undefined) throw new Error(`Nothing is mounted at ${path}.`)
  return device
}

function createBallast(path: string): Pick<Disk, 'fill' | 'empty'> {
  const ballast = join(path, 'ballast')
  return {
    async fill() {
      const { bavail, bsize } = await statfs(path)
      // What is only promised fills a disk at once, however large it is.
      await shell('fallocate', '-l', String(Math.max(1, bavail * bsize)), ballast).catch(() => undefined)
      await using file = await open(ballast, 'a')
      while (await wrote(file, bsize));
    },
    empty: () => rm(ballast, { force: true }),
  }
}

async function wrote(file: FileHandle, bytes: number): Promise<boolean> {
  const { bytesWritten } = await file.write(Buffer.alloc(bytes, 1)).catch(() => ({ bytesWritten: 0 }))
  return bytesWritten === bytes
}
