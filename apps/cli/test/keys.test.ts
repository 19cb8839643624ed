import { expect, test } from 'vitest'
import type { CreatedKey } from 'video-translation-client'
import { createSandbox } from './cli.ts'

test('an admin key made on the data folder makes and revokes others on the running server', async () => {
  await using sandbox = createSandbox()
  const first = await sandbox.run('keys', 'create', 'ops', '--scope', 'admin')
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^vt_[\w-]{43}\n$/) })
  const { url } = await sandbox.serve()
  const asOps = ['--server', url, '--api-key', first.stdout.trim(), '--json']
  const made = await sandbox.run('keys', 'create', 'ann', '--expires', '1d', ...asOps)
  const { id, secret } = JSON.parse(made.stdout) as CreatedKey
  const asAnn = ['--server', url, '--api-key', secret, '--json']
  const refused = await sandbox.run('keys', 'list', ...asAnn)
  expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([2, { error: { code: 'scope_missing' } }])
  const revoked = await sandbox.run('keys', 'revoke', 'ann', ...asOps)
  expect(JSON.parse(revoked.stdout)).toMatchObject([{ id, revokedAt: expect.any(String) }])
  const late = await sandbox.run('list', ...asAnn)
  expect([late.code, JSON.parse(late.stdout)]).toMatchObject([2, { error: { code: 'key_revoked' } }])
  const audit = await sandbox.run('keys', 'audit', '--subject', id, '--json')
  expect(JSON.parse(audit.stdout)).toMatchObject({
    items: [
      { action: 'revokeKey', key: { name: 'ops' } },
      { action: 'createKey', key: { name: 'ops' } },
    ],
  })
})
