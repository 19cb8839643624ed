import { expect, test } from 'vitest'
import { agreeTo } from './agree.ts'

const { signal } = new AbortController()
const answered = (answer: string | undefined) => agreeTo('It costs.', signal, async () => answer)

test('a person who says no hears that nothing was done, and no advice how to skip the question', async () => {
  await expect(answered('y')).resolves.toBeUndefined()
  for (const no of ['n', ''])
    await expect(answered(no)).rejects.toMatchObject({
      message: 'Nothing was done.',
      fix: undefined,
      exitReason: 'badInput',
      code: 'declined',
    })
})

test('where nobody can be asked, it says what would happen and how to agree', async () => {
  await expect(answered(undefined)).rejects.toMatchObject({
    message: 'It costs. Nothing was done.',
    fix: 'Add --yes to do it without a question.',
    code: 'badInput',
  })
})
