import { describe, expect, it } from 'vitest'
import { nameOf, tagOf } from './languages.ts'

describe('languages', () => {
  it.each([
    ['es', 'Spanish'],
    ['es-ES', 'Spanish (Spain)'],
    ['pt-BR', 'Portuguese (Brazil)'],
    ['en-GB', 'English (UK)'],
    ['en-US', 'English (United States)'],
    ['zh-CN', 'Chinese (Mandarin, Simplified)'],
    ['zh-HK', 'Chinese (Cantonese, Traditional)'],
    ['fil-PH', 'Filipino (Philippines)'],
    ['he-IL', 'Hebrew (Israel)'],
    ['id', 'Indonesian'],
    ['de-DE', 'German (Germany)'],
    ['nb-NO', 'Norwegian Bokmål (Norway)'],
  ])('%s is %s to HeyGen, and back', (tag, name) => {
    expect([nameOf(tag), tagOf(name)]).toEqual([name, tag])
  })

  it('accepts HeyGen’s names as they are, and tags in any case', () => {
    expect(nameOf('Spanish (Spain)')).toBe('Spanish (Spain)')
    expect(nameOf('PT-br')).toBe('Portuguese (Brazil)')
    expect(tagOf('ES-es')).toBe('es-ES')
    expect(tagOf('Thai')).toBe('th')
  })

  it.each(['English - Your Accent', 'Klingon (Qo’noS)', 'Spanish (Moon)', '(', 'a-b-c-d)'])(
    'a name without a tag stays: %s',
    (name) => expect([nameOf(name), tagOf(name)]).toEqual([name, name]),
  )
})
