import { expect, it } from 'vitest'
import { folderName } from './folder-name.ts'

const bytes = (text: string) => Buffer.byteLength(text)

it('begins with the name of the source', () => {
  expect(folderName('talk')).toBe('talk-translated')
  expect(folderName('Año nuevo 新年 (1)')).toBe('Año nuevo 新年 (1)-translated')
})

it.each([['a'.repeat(250)], ['語'.repeat(83)], ['👩‍👩‍👧‍👦'.repeat(10)], ['e\u0301'.repeat(84)]])(
  'leaves room for the suffix of the longest name (%s), and cuts no character in half',
  (stem) => {
    const name = folderName(stem)
    expect(bytes(`${name}-9999`)).toBeLessThanOrEqual(255)
    expect(stem.startsWith(name.replace('-translated', ''))).toBe(true)
    const characters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment)
    expect(new Set(characters.slice(0, -'-translated'.length)).size).toBe(1)
  },
)

it('holds nothing that Windows refuses, no control character, and no dash at the start', () => {
  expect(folderName('a<b>:"c|d?*e\n')).toBe('a_b___c_d__e_-translated')
  expect(folderName('--help')).toBe('help-translated')
  expect(folderName('-')).toBe('video-translated')
  expect(folderName('CON')).toBe('CON-translated')
})
