import { expect, test } from 'vitest'
import { wholeWords } from './whole-words.ts'

test.each([
  ['e-mail', 'Send an E-mail, no e-mails', ['E-mail']],
  ['服务器', '我们的服务器坏了。', ['服务器']],
  ['サーバー', 'このサーバーは速い', ['サーバー']],
  ['サーバ', 'このサーバーは速い', []],
  ['คน', 'คนดี', ['คน']],
  ['कर', 'वह काम करो, कर', ['कर']],
  ['cafe', 'the cafe\u0301 is a cafe', ['cafe']],
  ['C++', 'C++, not C', ['C++']],
  ['', 'nothing', []],
])('whole words are found in any script: %s', (word, text, found) => {
  expect(text.match(wholeWords([word])) ?? []).toEqual(found)
})

test('of two words at one place, the longer one counts', () => {
  expect('A web server.'.match(wholeWords(['web', 'web server', ' ']))).toEqual(['web server'])
})
