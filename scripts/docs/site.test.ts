import { expect, test } from 'vitest'
import { MENU } from '../site/pages.ts'
import { siteLinks } from '../site/site-links.ts'
import { filesOf } from './sources.ts'

const documents = filesOf('docs/*.md')
  .map(({ path }) => path.slice('docs/'.length, -'.md'.length))
  .filter((path) => !path.startsWith('decisions/'))

test('the menu of the site has every document once, and nothing else but the references', () => {
  const paths = MENU.flatMap(({ pages }) => pages.map(({ path }) => path))
  expect(paths.filter((path) => !path.startsWith('reference/')).toSorted()).toEqual(documents.toSorted())
  expect(new Set(paths).size).toBe(paths.length)
})

test.each([
  ['[how](waiting.md#x)', 'cli.md', '[how](waiting.md#x)'],
  ['[up](../network.md)', 'operate/s3.md', '[up](../network.md)'],
  ['[`a.ts`](../examples/a.ts)', 'cli.md', 'a.ts` (`examples/a.ts`)'],
  ['[examples/a.ts](../examples/a.ts)', 'cli.md', '`examples/a.ts`'],
  ['[roles](../../packages/server)', 'operate/s3.md', 'roles (`packages/server`)'],
  ['[all](operate/README.md#x)', 'start.md', '[all](operate/index.md#x)'],
  ['[web](https://example.com)', 'cli.md', '[web](https://example.com)'],
])('the site has no link out of the documents: %s', (link, path, expected) => {
  expect(siteLinks(link, path)).toContain(expected)
  expect(siteLinks(link, path)).not.toContain('](../../')
})
