import { expect, test } from 'vitest'
import { findMode, findPackage, parseModes } from './apertium-modes.ts'

const modes = parseModes(
  '  eng-spa\n  eng-cat\n  eng-cat_valencia\n  es-pt_BR\n  es-pt\n  en-gl\n  eo-en-bytecode\n  eng-hbs_HR\n  hbs-eng\n',
)

test.each([
  ['en', 'es', 'eng-spa'],
  ['en-GB', 'es-MX', 'eng-spa'],
  ['en', 'ca', 'eng-cat'],
  ['en', 'ca-valencia', 'eng-cat_valencia'],
  ['es', 'pt-BR', 'es-pt_BR'],
  ['es', 'pt-AO', 'es-pt'],
  ['en', 'gl', 'en-gl'],
  ['en', 'hr', 'eng-hbs_HR'],
  ['bs', 'en', 'hbs-eng'],
  ['EN', 'spa', 'eng-spa'],
])('from %s to %s the mode is %s', (from, to, mode) => {
  expect(findMode(modes, from, to)?.mode).toBe(mode)
})

test.each([
  ['en', 'fr'],
  ['es', 'en'],
  ['eo', 'en'],
  ['en', 'not a tag'],
])('from %s to %s there is no mode', (from, to) => {
  expect(findMode(modes, from, to)).toBeUndefined()
})

test('the package to install is known for each supported direction', () => {
  expect(findPackage('en-US', 'es')).toBe('apertium-eng-spa')
  expect(findPackage('en', 'gl')).toBe('apertium-en-gl')
  expect(findPackage('eu', 'en')).toBe('apertium-eu-en')
  expect(findPackage('en', 'eu')).toBeUndefined()
  expect(findPackage('en', 'ja')).toBeUndefined()
})
