import { describe, expect, it } from 'vitest'
import { scripted } from '../../../../test/support/scripted.ts'

const RESULT = { translatedVideoFileUrl: 'https://talks.blob.core.windows.net/c/es-ES.mp4' }

// Azure documents do not say whether the creation ends before the first iteration or with it.
describe('a translation with an open iteration', () => {
  const standing = async (iteration: string, creation: string): Promise<string> => {
    const latestIteration = { id: 'Initial', status: iteration, input: {}, result: RESULT }
    const { client } = scripted({
      'GET /translations/talk': { id: 'talk', input: { targetLocale: 'es-ES' }, latestIteration },
      'GET /operations/create-1': { id: 'create-1', status: creation },
    })
    return (await client.get('talk:Initial:create-1')).status
  }

  it.each([
    ['NotStarted', 'Succeeded', 'pending'],
    ['Running', 'Succeeded', 'running'],
    ['Failed', 'Succeeded', 'error'],
    ['Succeeded', 'Succeeded', 'completed'],
  ])('with the iteration %s after the creation %s is %s', async (iteration, creation, expected) => {
    expect(await standing(iteration, creation)).toBe(expected)
  })

  it.each([
    ['NotStarted', 'Running', 'pending'],
    ['Running', 'Running', 'running'],
    ['Failed', 'Failed', 'error'],
    ['Succeeded', 'Succeeded', 'completed'],
  ])('with the iteration %s during the creation %s is %s', async (iteration, creation, expected) => {
    expect(await standing(iteration, creation)).toBe(expected)
  })

  it.each([
    ['Failed', 'error'],
    ['Canceled', 'canceled'],
  ])('that never starts because its creation is %s is %s', async (creation, expected) => {
    expect(await standing('NotStarted', creation)).toBe(expected)
  })
})
