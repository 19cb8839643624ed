import { readdir, readFile } from 'node:fs/promises'
import { availableParallelism, hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import type { WorkerInfo } from 'video-translation-client'
import { listPacks } from '../models/packs.ts'

/** The machine of a node, for people who compare nodes. */
export type MachineDescription = Pick<WorkerInfo, 'host' | 'pid' | 'cores' | 'memoryBytes' | 'gpus' | 'packs'>

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
async function findGpus(): Promise<string[]> {
  const cards = await readdir(NVIDIA).catch(() => [])
  return await Promise.all(cards.map((card) => modelOf(join(NVIDIA, card, 'information'))))
}

async function modelOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? 'unknown'
}
