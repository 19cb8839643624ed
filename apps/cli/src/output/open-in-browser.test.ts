import { expect, test } from 'vitest'
import { openInBrowser } from './open-in-browser.ts'

test.each(['javascript:alert(1)', 'http://127.0.0.1/$(touch x)', 'file:///etc/passwd', 'http://x/&calc'])(
  'only a plain web address is handed to the system: %s',
  async (url) => expect(await openInBrowser(url)).toBe(false),
)
