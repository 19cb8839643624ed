import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { DEFAULT_PACKS, pullPacks } from 'video-translation-server/models'
import { ffmpeg, SAMPLE } from './media.ts'

/** Videos for the tests of one file. */
export interface Talks {
  folder: string
  /** The first three sentences of the sample, so that every stage has work and the voice little. */
  speech: string
  /** Its last two with two silent minutes after them, so that every stage can be interrupted. */
  talk: string
}

/** Makes the videos before the tests of a file, and pulls the packs for them. */
export function useTalks(): Talks {
  const talks: Talks = { folder: '', speech: '', talk: '' }
  beforeAll(async () => {
    await pullPacks(DEFAULT_PACKS)
    const folder = await mkdtemp(join(tmpdir(), 'talks-'))
    Object.assign(talks, { folder, speech: join(folder, 'speech.mp4'), talk: join(folder, 'talk.mp4') })
    await makeVideos(talks)
  })
  afterAll(() => rm(talks.folder, { recursive: true }))
  return talks
}

async function makeVideos({ speech, talk }: Talks): Promise<void> {
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-movflags', '+faststart']
  // A small picture, since its frames are compared many times.
  const small = 'scale=160:-2,fps=10'
  await ffmpeg('-i', SAMPLE, '-t', '15.6', '-vf', small, ...coded, speech)
  const longer = ['-vf', 'tpad=stop_mode=clone:stop_duration=120', '-af', 'apad', '-t', '128.4']
  await ffmpeg('-ss', '7.1', '-i', speech, ...longer, ...coded, talk)
}
