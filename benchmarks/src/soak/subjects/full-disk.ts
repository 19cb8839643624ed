import { execFileSync } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { mkdir, open, readdir, rm, statfs, type FileHandle } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { VideoTranslationClient, type Translation } from 'video-translation-client'
import { startServerProcess, type ServerProcess } from '../server-process.ts'
import type { Figure, Subject } from '../subject.ts'

const SAMPLE = resolve(import.meta.dirname, '../../../../samples/austen-en-25s.mp4')
const MIB = 2 ** 20
const DISK_BYTES = 96 * MIB
const RESERVE_BYTES = 8 * MIB
const STAGES = ['prepare', 'transcribe', 'translate', 'synthesize', 'render'] as const
/** A task that met the full disk is tried again after half a minute. */
const PATIENCE_MS = 240_000

export const subject: Subject = {
  promise:
    'A disk that fills up, in every stage of the pipeline and during uploads, loses nothing and leaves nothing half made. ' +
    'The server answers 507 or storage_full, it starts on the full disk, and all goes on when there is space again.',
  async run({ folder, tell }) {
    const disk = await mountDisk(join(folder, 'disk'))
    try {
      return [...(await fillWhileSending(disk, tell)), ...(await fillInEveryStage(disk, tell))]
    } finally {
      disk.unmount()
    }
  },
}

/** A small disk in memory. */
interface Disk {
  data: string
  freeBytes(): Promise<number>
  /** Takes every free byte. */
  fill(): Promise<void>
  /** Frees them again. */
  empty(): Promise<void>
  unmount(): void
}

async function mountDisk(path: string): Promise<Disk> {
  await mkdir(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', path])
  const ballast = join(path, 'ballast')
  return {
    data: join(path, 'data'),
    async freeBytes() {
      const { bavail, bsize } = await statfs(path)
      return bavail * bsize
    },
    async fill() {
      await using file = await open(ballast, 'a')
      for (const bytes of [MIB, 4096]) while (await wrote(file, bytes));
    },
    empty: () => rm(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['--lazy', path]),
  }
}

async function wrote(file: FileHandle, bytes: number): Promise<boolean> {
  const { bytesWritten } = await file.write(Buffer.alloc(bytes, 1)).catch(() => ({ bytesWritten: 0 }))
  return bytesWritten === bytes
}

function start({ data }: Disk): Promise<ServerProcess> {
  const limits = { freeBytes: RESERVE_BYTES }
  return startServerProcess({ engine: 'pipeline', options: { dataDir: data, limits, logLevel: 'warn' } })
}

function none(name: string, value: number): Figure {
  return { name, value, atMost: 0 }
}

async function fillWhileSending(disk: Disk, tell: (line: string) => void): Promise<Figure[]> {
  const server = await start(disk)
  try {
    const declared = await postUpload(server.url, { 'upload-length': String(DISK_BYTES) })
    const { status, leastFree } = await sendWithoutEnd(server.url, disk)
    tell(`an upload of unknown length was answered ${status} with ${leastFree} bytes free`)
    return [
      none('uploads larger than the disk that were admitted', declared.status === 507 ? 0 : 1),
      none('uploads of unknown length that were not stopped', status === 507 ? 0 : 1),
      none('bytes of the reserve that an upload took', Math.max(0, RESERVE_BYTES - leastFree)),
      none('files of refused uploads that stayed', (await readdir(join(disk.data, 'uploads'))).length),
    ]
  } finally {
    await server.kill()
  }
}

const TUS = { 'tus-resumable': '1.0.0' }

async function postUpload(url: string, headers: Record<string, string>): Promise<Response> {
  return await fetch(`${url}/v1/uploads`, { method: 'POST', headers: { ...TUS, ...headers } })
}

async function sendWithoutEnd(url: string, disk: Disk): Promise<{ status: number; leastFree: number }> {
  const begun = await postUpload(url, { 'upload-defer-length': '1' })
  const location = begun.headers.get('location') ?? ''
  let leastFree = await disk.freeBytes()
  for (let offset = 0; ;) {
    const type = 'application/offset+octet-stream'
    const headers = { ...TUS, 'content-type': type, 'upload-offset': String(offset) }
    const { status } = await fetch(location, { method: 'PATCH', headers, body: new Uint8Array(MIB) })
    leastFree = Math.min(leastFree, await disk.freeBytes())
    if (status !== 204) {
      await fetch(location, { method: 'DELETE', headers: TUS })
      return { status, leastFree }
    }
    offset += MIB
  }
}

interface StageResult {
  stage: string
  /** The final status, after space was freed. */
  status: string
  refusal: number
  readable: boolean
  codes: string[]
}

async function fillInEveryStage(disk: Disk, tell: (line: string) => void): Promise<Figure[]> {
  const results: StageResult[] = []
  for (const stage of STAGES) {
    const result = await fillInStage(stage, disk)
    tell(`${stage}: ${JSON.stringify(result)}`)
    results.push(result)
  }
  const scratch = await readdir(join(disk.data, 'scratch'))
  return [
    { name: 'stages in which the disk filled up', value: results.length },
    none(
      'translations that did not complete afterwards',
      countOf(results, ({ status }) => status !== 'completed'),
    ),
    none(
      'creates on a full disk not answered 507',
      countOf(results, ({ refusal }) => refusal !== 507),
    ),
    none(
      'translations not readable on a full disk',
      countOf(results, ({ readable }) => !readable),
    ),
    none(
      'wrong codes',
      countOf(results, ({ codes }) => codes.some((code) => code !== 'storage_full')),
    ),
    none('files left in scratch folders', scratch.length),
  ]
}

function countOf(results: StageResult[], test: (result: StageResult) => boolean): number {
  return results.filter(test).length
}

/** Fills the disk when the stage begins, kills and restarts the server, and frees the space. */
async function fillInStage(stage: string, disk: Disk): Promise<StageResult> {
  let server = await start(disk)
  let client = new VideoTranslationClient(server.url)
  try {
    const source = await openAsBlob(SAMPLE)
    const options = { synthesizer: 'espeak' }
    const { id } = await client.create({ source, name: 'talk.mp4', from: 'en', to: ['es'], options })
    await until(async () => hasReached(await client.get(id), stage))
    await disk.fill()
    await delay(5_000)
    const refusal = await createStatus(server.url)
    await server.kill()
    await client.close()
    server = await start(disk)
    client = new VideoTranslationClient(server.url)
    const readable = (await client.get(id)).id === id
    await disk.empty()
    const { translation } = await client.wait(id, { settle: true, timeoutMs: PATIENCE_MS })
    const failures = [translation?.error, ...(translation?.targets ?? []).map(({ error }) => error)]
    const codes = failures.flatMap((failure) => failure?.code ?? [])
    await client.delete(id)
    return { stage, status: translation?.status ?? 'unknown', refusal, readable, codes }
  } finally {
    await disk.empty()
    await client.close()
    await server.kill()
  }
}

/** True also after the stage, because a stage may be shorter than the time between two requests. */
function hasReached({ status, stage, targets }: Translation, wanted: string): boolean {
  if (status === 'completed' || stage === wanted) return true
  return targets.some((target) => target.stage === wanted)
}

async function createStatus(url: string): Promise<number> {
  const body = JSON.stringify({ source: { url: 'https://example.com/a.mp4' }, from: 'en', to: ['es'] })
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${url}/v1/translations`, { method: 'POST', headers, body })).status
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > untilMs) throw new Error('The stage did not begin in time.')
    await delay(20)
  }
}
