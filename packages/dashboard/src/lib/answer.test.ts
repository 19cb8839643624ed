import { expect, test } from 'vitest'
import { pageFile } from './addresses.ts'
import { answerDashboard, answerUnknownPage } from './answer.ts'
import { depthOf, fromDepth } from './depth.ts'
import { contentSecurityPolicy } from './policy.ts'

test.each([
  ['/', '/index.html'],
  ['/new', '/new.html'],
  ['/overview/', '/overview.html'],
  ['/translations/tr_1', '/translation.html'],
  ['/translations/tr_1/studio/pt-BR', '/studio.html'],
])('%s is the page %s', (path, file) => expect(pageFile(path)).toBe(file))

test.each(['/v1/translations', '/translations', '/translations/a/b', '/studio', '/healthz'])(
  '%s is no page',
  (path) => expect(pageFile(path)).toBeUndefined(),
)

test('a program that asks for JSON gets no page', async () => {
  expect(await answerDashboard({ path: '/', accept: 'application/json' })).toBeUndefined()
})

test('a program at an unknown address gets no page, and nobody gets one at an address of an API', async () => {
  const accept = 'text/html,*/*;q=0.8'
  const nothing = [
    { path: '/nothing', accept: 'application/json' },
    { path: '/v1/nothing', accept },
    { path: '/a'.repeat(20), accept },
  ]
  expect(await Promise.all(nothing.map(answerUnknownPage))).toEqual([undefined, undefined, undefined])
})

test.each(['/index.html', '/studio.html'])('a page is not sent without its policy: %s', async (path) =>
  expect(await answerDashboard({ path, accept: 'text/html' })).toBeUndefined(),
)

test.each([
  ['gzip, br', 'br'],
  ['gzip;q=0.5, br;q=0', 'gzip'],
  ['gzip;q=0, br;q=0.0', undefined],
])('a page is sent in an encoding that %s allows', async (acceptEncoding, encoding) => {
  const script = await firstScript()
  const answer = await answerDashboard({ path: script, acceptEncoding })
  expect(answer?.headers['content-encoding']).toBe(encoding)
})

/** The path of a file that is built in all encodings. */
async function firstScript(): Promise<string> {
  const page = await answerDashboard({ path: '/', accept: 'text/html' })
  return /assets\/[\w-]+\.js/.exec(new TextDecoder().decode(page?.body))?.[0].replace(/^/, '/') ?? ''
}

test.each(['/assets/../../package.json', '/..%2f..%2fpackage.json', '/assets/none.js', '/.built-from'])(
  'no path leads to another file: %s',
  async (path) => expect(await answerDashboard({ path, accept: '*/*' })).toBeUndefined(),
)

test('the policy allows nothing inline, no third party and no framing', () => {
  const policy = contentSecurityPolicy()
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  expect(contentSecurityPolicy(['https://bucket.example'])).toContain(
    "media-src 'self' blob: https://bucket.example;",
  )
})

test('a page further down names its files by relative paths, so that a prefix of a proxy does not matter', async () => {
  const page = {
    bytes: new TextEncoder().encode('<script src="./assets/a.js"></script><link href="./icon.svg">'),
    gzipped: undefined,
    etag: '"a"',
    mediaType: 'text/html',
    isHashed: false,
  }
  expect([depthOf('/'), depthOf('/new'), depthOf('/new/'), depthOf('/translations/a/studio/es')]).toEqual([
    0, 0, 1, 3,
  ])
  expect(await fromDepth(page, 0)).toBe(page)
  const { bytes, etag } = await fromDepth(page, 3)
  expect(new TextDecoder().decode(bytes)).toBe(
    '<script src="../../../assets/a.js"></script><link href="../../../icon.svg">',
  )
  expect(etag).toBe('"a-3"')
})
