import { expect, it } from 'vitest'
import { ApiError, type CueEdit, type CuePage } from 'video-translation-client'
import type { HostedClient } from '../vendor/vendor.ts'
import { sendEdits } from './send-edits.ts'

/** A vendor with one line, which answers edits in turn as `edit` says. */
function vendorOf(edit: (edits: CueEdit[], call: number) => string) {
  const sent: { revision: number; edits: CueEdit[] }[] = []
  let revision = 1
  let text = 'One.'
  const client = {
    cues: async () => ({ revision, applied: {}, items: [{ id: 'a', start: 0, end: 2, text, targets: {} }] }),
    editCues: async (_id: string, request: { revision: number; edits: CueEdit[] }) => {
      sent.push(request)
      revision++
      text = edit(request.edits, sent.length)
    },
  } as unknown as HostedClient
  return { sent, project: { client, id: 'p', signal: new AbortController().signal } }
}

const wanted = (text: string) => (page: CuePage) =>
  page.items.flatMap((line): CueEdit[] => (line.text === text ? [] : [{ op: 'set', cue: line.id, text }]))

it('reads the lines again when somebody else was quicker, and sends nothing that is there', async () => {
  const { sent, project } = vendorOf((_edits, call) => {
    if (call === 1) throw new ApiError('Outdated.', { status: 412, code: 'outdated' })
    return 'Two.'
  })
  await sendEdits(project, wanted('Two.'))
  expect(sent.map(({ revision }) => revision)).toEqual([1, 2])
  await sendEdits(project, wanted('Two.'))
  expect(sent).toHaveLength(2)
})

it('leaves a text to a vendor that writes it in its own way', async () => {
  const { sent, project } = vendorOf(() => 'TWO')
  await sendEdits(project, wanted('Two.'))
  expect(sent).toHaveLength(1)
})

it('deletes first, and sends at most 500 edits at once', async () => {
  const { sent, project } = vendorOf(() => 'One.')
  const edits = Array.from({ length: 501 }, (_, at): CueEdit => ({ op: 'set', cue: `s${at}`, text: 'x' }))
  const rounds: CueEdit[][] = [[...edits, { op: 'delete', cue: 'd' }], edits, edits.slice(500), []]
  await sendEdits(project, () => rounds[sent.length] ?? [])
  expect(sent.map((request) => request.edits.length)).toEqual([1, 500, 1])
})

it('passes a refusal on as a final error, and a conflict as one to try again', async () => {
  for (const [status, retryable] of [
    [422, false],
    [409, true],
  ] as const) {
    const { project } = vendorOf(() => {
      throw new ApiError('No.', { status, code: 'no' })
    })
    const failed = sendEdits(project, wanted('Two.'))
    await expect(failed).rejects.toMatchObject({ name: 'EngineError', code: 'no', retryable })
  }
})
