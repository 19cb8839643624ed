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

it('sends what is left after an edit that the vendor writes in its own way', async () => {
  const { sent, project } = vendorOf(() => 'TWO')
  const edits = Array.from({ length: 3 }, (_, at): CueEdit => ({ op: 'set', cue: `s${at}`, text: 'x' }))
  await sendEdits(project, () => edits.slice(0, 2 + sent.length))
  expect(sent.map((request) => request.edits.map((edit) => 'cue' in edit && edit.cue))).toEqual([
    ['s0', 's1'],
    ['s2'],
  ])
})

it('does not pass for done where it comes to no end', async () => {
  const { project } = vendorOf(() => 'TWO')
  let round = 0
  const endless = sendEdits(project, () => [{ op: 'set', cue: 'a', text: `${round++}` }])
  await expect(endless).rejects.toMatchObject({ code: 'edits_unsent', retryable: true })
})
