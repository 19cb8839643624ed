import { describe, expect, it } from 'vitest'
import { nativeName, primaryLanguage, trackLanguage } from './languages.ts'

describe('languages of tracks', () => {
  it('are tagged with the three letters that containers want', () => {
    expect(['es', 'pt-BR', 'EN', 'fr', 'fil', 'x'].map(trackLanguage)).toEqual([
      'spa',
      'por',
      'eng',
      'fra',
      'fil',
      'und',
    ])
  })

  it('are the same in every way of writing them', () => {
    expect(['eng', 'en-US', 'en', 'fre', 'fra'].map(primaryLanguage)).toEqual(['en', 'en', 'en', 'fr', 'fr'])
  })

  it('are named in themselves', () => {
    expect(['es', 'ca', 'en'].map(nativeName)).toEqual(['Español', 'Català', 'English'])
  })
})
