import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toAss } from '../src/lib/media/subtitles/ass.ts'
import { findMediaTools } from '../src/lib/media/tools.ts'
import { dub, ffmpeg, probe, tracks } from './support/media.ts'

const [WIDTH, HEIGHT] = [192, 108]

let folder: string
beforeAll(async () => {
  // Each of these characters means something to ffmpeg's filters.
  folder = await mkdtemp(join(tmpdir(), "burn it's, [a]; b=c:d % \\e "))
})
afterAll(() => rm(folder, { recursive: true }))

test('subtitles are burnt in below, whatever they and their path contain; size and rate stay', async () => {
  const source = join(folder, 'black.mp4')
  const picture = ['-f', 'lavfi', '-i', `color=black:size=${WIDTH}x${HEIGHT}:rate=12.5:duration=2`]
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2']
  await ffmpeg(...picture, ...sound, '-c:v', 'mpeg4', '-c:a', 'aac', source)
  const ass = join(folder, 'subtitles.ass')
  const captions = [{ start: 1, end: 2, text: '{\\an8}שלום {\\fs90}Hi \\N you', original: '{\\pos(9,9)}x' }]
  const picked = { width: WIDTH, height: HEIGHT }
  const fonts = { text: 'DejaVu Sans', original: 'DejaVu Sans' }
  await writeFile(ass, toAss(captions, { languages: { text: 'he', original: 'en' }, picture: picked, fonts }))

  const { path } = await dub(source, join(folder, 'out'), 0, 0, { burnIn: { ass } })

  const { streams } = await probe(path)
  expect(tracks(streams, 'video')).toEqual(['h264 und'])
  expect(streams[0]).toMatchObject({ width: WIDTH, height: HEIGHT, avg_frame_rate: '25/2', nb_frames: '25' })
  expect(await brightRows(path, 0.5)).toEqual([])
  const rows = await brightRows(path, 1.5)
  expect(rows.length).toBeGreaterThan(5)
  expect(Math.min(...rows)).toBeGreaterThan(HEIGHT * 0.7)
})

/** The rows of a picture that have white in them. */
async function brightRows(path: string, seconds: number): Promise<number[]> {
  const { ffmpeg: tool } = await findMediaTools()
  const frame = ['-ss', `${seconds}`, '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-']
  const { stdout } = await execa(tool, ['-v', 'error', ...frame], { encoding: 'buffer' })
  const rows = Array.from({ length: HEIGHT }, (_, row) => row)
  return rows.filter((row) => stdout.subarray(row * WIDTH, (row + 1) * WIDTH).some((level) => level > 150))
}
