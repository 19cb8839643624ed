import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism, hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import { listPacks } from '../models/packs.ts'

/** The machine of a node, for people who compare nodes. */
export interface MachineDescription {
  host: string
  pid: number
  /** Cores that the process may use. */
  cores: number
  /** Memory that the process may use. */
  memoryBytes: number
  /** Names of the graphics processors. */
  gpus: string[]
  /** Names of the installed model packs. */
  packs: string[]
}

export async function describeMachine(cacheFolder?: string): Promise<MachineDescription> {
  const packs = await listPacks(cacheFolder === undefined ? {} : { cacheFolder })
  return {
    host: hostname(),
    pid: process.pid,
    cores: availableParallelism(),
    memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()),
    gpus: await findGpus(),
    packs: packs.filter(({ installed }) => installed).map(({ name }) => name),
  }
}

const NVIDIA = '/proc/driver/nvidia/gpus'

/** The driver of NVIDIA lists its cards in files. Other makers have no such list. */
async function findGpus(folder = NVIDIA): Promise<string[]> {
  const cards = await readdir(folder).catch(() => [])
  return await Promise.all(cards.map((card) => modelOf(join(folder, card, 'information'))))
}

async function modelOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? 'unknown'
}
