import { describe, expect, it } from 'vitest'
import { createPronouncer } from './pronounce.ts'
import { spokenText } from './spoken-text.ts'

describe('the text that a voice reads', () => {
  it.each([
    ['es', 'Costó $4.5 millones.', 'Costó 4,5 millones de dólares.'],
    ['es', 'Costó 4,5 millones €.', 'Costó 4,5 millones de euros.'],
    ['es', 'Pagó US$1,200 en mano', 'Pagó 1200 dólares en mano'],
    ['es', 'por $1', 'por 1 dólar'],
    ['es', 'por $3.50', 'por 3,50 dólares'],
    ['fr', '4.5 millions €', '4,5 millions d’euros'],
    ['it', '£20', '20 sterline'],
    ['de', 'für 1.200 €', 'für 1200 Euro'],
    ['en', '€5 or £5', '5 euros or 5 pounds'],
    ['en', '$3 thousand', '3 thousand dollars'],
    ['en', '$0.125 a litre', '0.125 dollars a litre'],
    ['en', '$1.125', '1125 dollars'],
    ['hi', '₹500', '500 भारतीय रुपए'],
  ])('has amounts of money in words (%s: %s)', (language, written, spoken) => {
    expect(spokenText(written, language)).toBe(spoken)
  })

  it.each([
    ['es', 'a 100 km/h, 20 °C y 50 %', 'a 100 kilómetros por hora, 20 grados Celsius y 50 por ciento'],
    ['en', '1 kg and 2.5 m', '1 kilogram and 2.5 meters'],
    ['fr', '5 km', '5 kilomètres'],
    ['de', '1,5 GB', '1,5 Gigabyte'],
    ['pl', '2 km', '2 kilometry'],
  ])('has units in words (%s: %s)', (language, written, spoken) => {
    expect(spokenText(written, language)).toBe(spoken)
  })

  it.each([
    ['es', '4.5', '4,5'],
    ['es', '1.200.000', '1200000'],
    ['es', '1,200,000.5', '1200000,5'],
    ['es', '1.200', '1200'],
    ['en', '1,200', '1200'],
    ['en', '3,5', '3.5'],
    ['en', '1.200', '1.200'],
    ['fr', '1\u202f200', '1200'],
  ])('has numbers in the way of the language (%s: %s)', (language, written, spoken) => {
    expect(spokenText(written, language)).toBe(spoken)
  })

  it.each([
    '10:30',
    'versión 3.10.2',
    '192.168.1.1',
    'B2B',
    '007',
    '600-123-456',
    '3/4',
    '2024-13-45',
    'Wi-Fi 6',
  ])('leaves what is no number: %s', (text) => {
    expect(spokenText(text, 'es')).toBe(text)
  })

  it('has dates in words, where they are clear', () => {
    expect(spokenText('El 2024-05-01.', 'es')).toBe('El 1 de mayo de 2024.')
    expect(spokenText('2024-02-30', 'es')).toBe('2024-02-30')
    expect(spokenText('01/02/2024', 'es')).toBe('01/02/2024')
  })

  it.each([
    ['es', 'Escribe a ana_m@example.com.', 'Escribe a ana guion bajo m arroba example punto com.'],
    ['en', 'See https://www.example.com/a-b?x=1#top, please', 'See example dot com slash a dash b, please'],
    ['fr', 'sur example.org', 'sur example point org'],
    ['ja', 'https://example.com', 'https://example.com'],
  ])('has addresses as people say them (%s: %s)', (language, written, spoken) => {
    expect(spokenText(written, language)).toBe(spoken)
  })

  it.each([
    [
      'es',
      'El Sr. Pérez y la Dra. Gil, en EE. UU., etc.',
      'El señor Pérez y la doctora Gil, en Estados Unidos, etcétera.',
    ],
    ['de', 'z.B. heute', 'zum Beispiel heute'],
    ['en', 'Mr. Dashwood, e.g. at home', 'Mister Dashwood, for example at home'],
    ['fr', 'Mme Bovary et M. Homais', 'Madame Bovary et Monsieur Homais'],
    ['es-MX', 'Ud. sabe', 'usted sabe'],
    ['it', 'La Sig.ra Rossi e il Sig. Bo', 'La signora Rossi e il signor Bo'],
    ['it', 'La Dott.ssa e la Sig.na', 'La dottoressa e la Sig.na'],
  ])('has abbreviations in words (%s: %s)', (language, written, spoken) => {
    expect(spokenText(written, language)).toBe(spoken)
  })

  it('takes linear time for a long text of digits and signs', () => {
    const hostile = `${'1,'.repeat(20_000)}${'$'.repeat(20_000)}${'a.'.repeat(20_000)}`
    expect(spokenText(hostile, 'es').length).toBeGreaterThan(0)
  })
})

it('a dictionary says how words are read: whole words, in whatever case, the longest first', () => {
  const dictionary = { SQL: 'sicuel', 'SQL Server': 'sicuel server', 'C++': 'ce más más' }
  expect(createPronouncer(dictionary)('Sql Server y SQL, no MySQL ni sql2; C++.')).toBe(
    'sicuel server y sicuel, no MySQL ni sql2; ce más más.',
  )
  expect(createPronouncer({})('nada')).toBe('nada')
  expect(createPronouncer({ 'e-mail': 'imeil' })('Un e-mail.')).toBe('Un imeil.')
})
