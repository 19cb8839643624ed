import { describe, expect, it } from 'vitest'
import { nativeName, primaryLanguage, trackLanguage } from './languages.ts'

describe('languages of tracks', () => {
  it('get the three-letter codes of containers', () => {
    expect(['es', 'pt-BR', 'EN', 'fr', 'fil', 'x'].map((tag) => trackLanguage(tag))).toEqual([
      'spa',
      'por',
      'eng',
      'fra',
      'fil',
      'und',
    ])
  })

  it('get the codes that each container has', () => {
    const tags = ['de', 'zh-TW', 'ger', 'sv', 'nb', 'es', 'fil']
    expect(tags.map((tag) => trackLanguage(tag))).toEqual(['deu', 'zho', 'deu', 'swe', 'nob', 'spa', 'fil'])
    expect(tags.map((tag) => trackLanguage(tag, 'B'))).toEqual([
      'ger',
      'chi',
      'ger',
      'swe',
      'nob',
      'spa',
      'fil',
    ])
    expect(tags.map((tag) => trackLanguage(tag, 'quicktime'))).toEqual([
      'ger',
      'chi',
      'ger',
      'sve',
      'nor',
      'spa',
      'fil',
    ])
  })

  it('are equal in every spelling', () => {
    expect(['eng', 'en-US', 'en', 'fre', 'fra'].map(primaryLanguage)).toEqual(['en', 'en', 'en', 'fr', 'fr'])
  })

  it('get their native names', () => {
    expect(['es', 'ca', 'en'].map(nativeName)).toEqual(['Español', 'Català', 'English'])
  })
})
