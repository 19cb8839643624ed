import { expect, it } from 'vitest'
import type { CueEdit } from 'video-translation-client'
import type { StoreBench } from './bench.ts'
import { edit, textsOf, transcribed } from './cues.ts'

export function describeRepeatedEdits(bench: StoreBench): void {
  it('gives a repeated key its old answer', async () => {
    const id = await transcribed(bench)
    const request = {
      revision: 1,
      edits: [{ op: 'delete', cue: 'c1' }] satisfies CueEdit[],
      by: 'ann',
      idempotency: { key: 'k', requestHash: 'h' },
    }
    const first = await bench.store.cues.edit(id, request)
    await edit(bench, id, 2, { op: 'set', cue: 'c2', text: 'Later.' })
    expect(await bench.store.cues.edit(id, request)).toEqual({
      kind: 'replayed',
      answer: first.kind === 'edited' && first.answer,
    })
    const reused = { ...request, idempotency: { key: 'k', requestHash: 'other' } }
    expect(await bench.store.cues.edit(id, reused)).toEqual({ kind: 'key_reused' })
  })

  it('gives a repeated key the cues as they were at its revision', async () => {
    const id = await transcribed(bench, ['es', 'fr'])
    const text = 'Un, deux.'
    await edit(bench, id, 1, { op: 'set', cue: 'c1', target: 'fr', text })
    const request = {
      revision: 2,
      edits: [{ op: 'set', cue: 'c1', target: 'es', text: 'Uno.' }] satisfies CueEdit[],
      by: 'ann',
      idempotency: { key: 'k', requestHash: 'h' },
    }
    await bench.store.cues.edit(id, request)
    await edit(bench, id, 3, { op: 'set', cue: 'c1', target: 'fr', text: 'Un.' })
    const replayed = await bench.store.cues.edit(id, request)
    expect(replayed).toMatchObject({ kind: 'replayed', answer: { revision: 3, removed: [] } })
    const [cue] = replayed.kind === 'replayed' ? replayed.answer.changed : []
    expect(cue?.targets).toMatchObject({ es: { text: 'Uno.' }, fr: { text } })
  })

  it('gives a repeated key its old answer, also where nothing was to change', async () => {
    const id = await transcribed(bench)
    const request = (text: string, requestHash: string) => ({
      revision: 1,
      edits: [{ op: 'set', cue: 'c1', text }] satisfies CueEdit[],
      by: 'ann',
      idempotency: { key: 'k', requestHash },
    })
    expect(await bench.store.cues.edit(id, request('One.', 'h'))).toMatchObject({ kind: 'edited' })
    await edit(bench, id, 1, { op: 'set', cue: 'c2', text: 'Later.' })
    const answer = { revision: 1, changed: [], removed: [] }
    expect(await bench.store.cues.edit(id, request('One.', 'h'))).toEqual({ kind: 'replayed', answer })
    expect(await bench.store.cues.edit(id, request('Other.', 'o'))).toEqual({ kind: 'key_reused' })
  })
}

export function describeCueHistory(bench: StoreBench): void {
  it('keeps every revision of a long history, and counts it to its owner', async () => {
    const id = await transcribed(bench)
    const textAt = (revision: number) => `${revision} `.repeat(300).trim()
    const editsAt = (revision: number) =>
      ['c1', 'c2'].map((cue): CueEdit => ({ op: 'set', cue, target: 'es', text: textAt(revision) }))
    const before = (await bench.store.owners.usage('ann')).bytes
    for (let revision = 1; revision < 20; revision++)
      await edit(bench, id, revision, ...editsAt(revision + 1))
    for (const revision of [1, 2, 9, 19, 20]) {
      const { sheet } = (await bench.store.cues.read(id, { revision, language: 'es' })) ?? {}
      const text = revision === 1 ? undefined : textAt(revision)
      expect([revision, sheet?.cues[0]?.targets['es']?.text]).toEqual([revision, text])
      expect(sheet?.cues).toHaveLength(2)
    }
    const known = await edit(bench, id, 5, { op: 'delete', cue: 'c2' })
    expect(known).toMatchObject({ kind: 'outdated', revision: 20, changed: [{ id: 'c1' }, { id: 'c2' }] })
    await edit(bench, id, 20, { op: 'set', cue: 'c2', text: 'Second.' })
    await edit(bench, id, 21, { op: 'revert', revision: 21 })
    expect((await textsOf(bench, id))?.[1]?.[0]).toBe('Two.')
    await expect(edit(bench, id, 22, { op: 'revert', revision: 3 })).rejects.toThrow(/changed after it/)
    await expect(edit(bench, id, 22, { op: 'revert', revision: 99 })).rejects.toThrow(/no revision 99/)
    const { bytes } = await bench.store.owners.usage('ann')
    expect(bytes - before).toBeGreaterThan(19 * 1_200)
    expect(bytes - before).toBeLessThan(3 * 19 * 2_500)
  })
}
