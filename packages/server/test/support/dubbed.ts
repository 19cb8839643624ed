import { openAsBlob } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import type { VideoTranslationClient } from 'video-translation-client'
import type { CueReport } from '../../src/lib/engines/pipeline/providers/cue.ts'
import { pictureHash, probe, tracks } from './media.ts'
import type { House, LogLine, ServerProcess } from './server-process.ts'

/** Times at which the clips were stored. */
export async function clipsOf({ data }: House, id: string): Promise<Map<string, number>> {
  const shared = join(data, 'files/translations', id, 'shared')
  const names = await readdir(shared).catch(() => [])
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(shared, name))).mtimeMs] as const)),
  )
}

/** Waits until all processes of the server have ended: two seconds on a quiet machine. */
async function expectGone(house: House): Promise<void> {
  const deadline = performance.now() + 60_000
  while (house.survivors().length > 0 && performance.now() < deadline) await delay(20)
  expect(house.survivors()).toEqual([])
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 180_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`It never came to ${String(condition)}.`)
    await delay(5)
  }
}

export async function eventTypes(client: VideoTranslationClient, id: string): Promise<string[]> {
  return (await client.events(id)).map(({ type }) => type)
}

interface KilledStages<Stage extends string> {
  house: House
  talk: string
  stages: readonly Stage[]
  /** Resolves when the stage is at work. */
  atWork(stage: Stage, server: ServerProcess): Promise<unknown>
  /** What to do between a kill and the next start. */
  meanwhile?(stage: Stage): Promise<void>
}

/**
 * Kills the server in each stage of a translation, and lets the last server end it. Checks that
 * each stage finished once, that no clip was spoken again, and that the result is whole.
 */
export async function killInEveryStage<Stage extends string>(killed: KilledStages<Stage>): Promise<void> {
  const { house, talk, stages, atWork, meanwhile } = killed
  const log: LogLine[] = []
  let server = await house.start()
  const { id } = await server.client.create({ source: await openAsBlob(talk), from: 'en', to: ['es'] })
  let spoken = new Map<string, number>()
  for (const stage of stages) {
    await atWork(stage, server)
    if (stage === 'synthesize') await until(async () => (await clipsOf(house, id)).size > 0)
    spoken = new Map([...spoken, ...(await clipsOf(house, id))])
    await server.kill()
    await expectGone(house)
    log.push(...server.log)
    await meanwhile?.(stage)
    server = await house.start()
    expect((await server.client.get(id)).status, stage).toBe('running')
  }
  await server.client.wait(id)
  log.push(...server.log)
  expectContinued(log, spoken, await clipsOf(house, id))
  expect((await eventTypes(server.client, id)).filter((type) => type === 'recovered')).toHaveLength(
    stages.length,
  )
  expect(await house.leftovers()).toEqual([])
  await expectDubbed(server.client, id, talk)
}

/** @param spoken the clips that were there at a kill, with their times */
function expectContinued(log: LogLine[], spoken: Map<string, number>, clips: Map<string, number>): void {
  expect(log.filter(({ msg }) => msg === 'Stage finished.').map(({ step }) => step)).toEqual([
    'fetch',
    'prepare',
    'identify',
    'transcribe',
    'translate',
    'synthesize',
    'render',
  ])
  expect([...spoken].filter(([name, time]) => clips.get(name) !== time)).toEqual([])
  expect(spoken.size).toBeGreaterThan(0)
}

/** Checks that the result has the picture of the source, and both languages in sound and text. */
export async function expectDubbed(client: VideoTranslationClient, id: string, source: string) {
  const path = `${source}-${id}.mp4`
  await writeFile(path, (await client.download(id, 'es.mp4')).stream)
  const [before, after] = [await probe(source), await probe(path)]
  expect(await pictureHash(path, 'framemd5')).toBe(await pictureHash(source, 'framemd5'))
  expect(Math.abs(after.seconds - before.seconds)).toBeLessThan(0.1)
  expect(tracks(after.streams, 'audio')).toEqual(['aac spa', 'aac eng'])
  expect(tracks(after.streams, 'subtitle')).toEqual(['mov_text spa', 'mov_text eng'])
  const { cues } = await reportOf(client, id, 'es')
  expect(cues.filter(({ dubSeconds }) => dubSeconds === 0)).toEqual([])
}

export interface Report {
  providers: Record<string, { name: string }>
  stagesMs: Record<string, number>
  warnings: { code: string }[]
  cues: CueReport[]
}

export async function reportOf(
  client: VideoTranslationClient,
  id: string,
  language: string,
): Promise<Report> {
  return JSON.parse(await (await client.download(id, `${language}.report.json`)).text()) as Report
}
