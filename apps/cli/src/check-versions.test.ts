import { expect, test } from 'vitest'
import { checkVersions, judgeVersions } from './check-versions.ts'

test('the packages of one release fit together', async () => {
  expect(await checkVersions()).toMatchObject({ name: 'versions', ok: true })
})

test('a package of another release is named, with the cure', () => {
  const packages = [
    { name: 'video-translation-client', version: '1.0.0' },
    { name: 'video-translation-server', version: '0.9.0' },
  ]
  expect(judgeVersions('1.0.0', packages)).toMatchObject({
    ok: false,
    found: expect.stringMatching(/but video-translation-server 0\.9\.0$/),
    fix: 'Install all packages of the version 1.0.0 anew.',
  })
})
