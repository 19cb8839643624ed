import { describe, expect, it } from 'vitest'
import { nativeName, primaryLanguage, trackLanguage } from './languages.ts'

describe('languages of tracks', () => {
  it('get the three-letter codes of containers', () => {
    expect(['es', 'pt-BR', 'EN', 'fr', 'fil', 'x'].map(trackLanguage)).toEqual([
      'spa',
      'por',
      'eng',
      'fra',
      'fil',
      'und',
    ])
  })

  it('are equal in every spelling', () => {
    expect(['eng', 'en-US', 'en', 'fre', 'fra'].map(primaryLanguage)).toEqual(['en', 'en', 'en', 'fr', 'fr'])
  })

  it('get their native names', () => {
    expect(['es', 'ca', 'en'].map(nativeName)).toEqual(['Español', 'Català', 'English'])
  })
})
