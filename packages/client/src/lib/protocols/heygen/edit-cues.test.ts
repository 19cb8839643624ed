import { expect, it } from 'vitest'
import type { CueEdit } from '../../cue.ts'
import type { Call, Http, Read } from '../../http/http.ts'
import { editCues } from './edit-cues.ts'
import { readCues } from './subtitles.ts'

const FILE = `1
00:00:01,000 --> 00:00:03,000
[Ann]: Hola

2
00:00:02,500 --> 00:00:04,000
- Uno
- Dos

3
00:00:05,000 --> 00:00:06,000
<i>{\\an8}Adios</i>

4
00:00:07,000 --> 00:00:08,000
[Bob]: Fin
`

/** HeyGen with one file, which edits replace. */
function heygen() {
  let file = FILE
  const upload = { data: { asset_id: 'a' } }
  const answers = async ({ path, method, bytes }: Call): Promise<Response> => {
    if (path.includes('asset')) file = await fileOf(bytes)
    if (path.endsWith('/srt') && method !== 'PUT')
      return Response.json({ data: { srt_url: 'https://h.example/x.srt' } })
    if (path.endsWith('x.srt')) return new Response(file)
    return Response.json(
      path.includes('asset') ? upload : { data: { status: 'completed', output_language: 'Spanish' } },
    )
  }
  const send = async <T>(call: Call, read: Read<T>) => read(await answers(call), { allow: () => {} })
  const http = { send, attempt: send, with: () => http, clock: { now: () => 0 } } as unknown as Http
  return { http, file: () => file }
}

async function fileOf(bytes: unknown): Promise<string> {
  if (!(bytes instanceof FormData)) return await new Response(bytes as Blob).text()
  const part = bytes.get('file')
  return part instanceof Blob ? await part.text() : ''
}

it('leaves marks, names and line breaks as they are, and lets lines overlap that it did not place', async () => {
  const { http, file } = heygen()
  const { revision } = await readCues(http, 'proofread.s', {})
  const edits: CueEdit[] = [{ op: 'set', cue: 'c4', target: 'es', text: 'Adelante' }]
  const made = await editCues(http, 'proofread.s', { revision, edits })
  expect(file().trim()).toBe(FILE.replace('Fin', 'Adelante').trim())
  expect(made.changed.map(({ id }) => id)).toEqual(['c4'])
})
