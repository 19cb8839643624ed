import { Command, Option } from 'commander'
import type { AuditEntry, KeyInfo, KeyScope } from 'video-translation-client'
import { openKeys, withKeys, type KeysOptions } from '../connection/open-keys.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount, parsePriority } from '../input/option-parsers.ts'
import { limitsCommand } from './key-limits.ts'
import { table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'

interface CreateOptions extends KeysOptions {
  owner?: string
  scope: KeyScope
  maxPriority?: number
  expires?: number
}

interface ListOptions extends KeysOptions {
  all?: boolean
}

interface AuditOptions extends KeysOptions {
  owner?: string
  key?: string
  subject?: string
  limit: number
}

export function keysCommand(): Command {
  return new Command('keys')
    .description('create, list, limit and revoke API keys, and show what they did')
    .addCommand(createCommand())
    .addCommand(
      withKeys(
        new Command('list')
          .description('list the keys that work, with their scope and last use')
          .option('--all', 'list also the keys that were revoked or have expired'),
      ).action(runCommand(list)),
    )
    .addCommand(
      withKeys(new Command('revoke').description('end keys at once and for good; safe to repeat'))
        .argument('<key...>', 'ids or names of keys')
        .action(runCommand(revoke)),
    )
    .addCommand(limitsCommand())
    .addCommand(auditCommand())
}

function createCommand(): Command {
  const command = new Command('create')
    .description('create a key and print its secret, which is not shown again')
    .argument('<name>', 'name that tells the key apart from others')
    .option(
      '--owner <name>',
      'owner of what the key creates; keys of one owner share it (default: the name of the key)',
    )
    .addOption(
      new Option('--scope <scope>', 'what the key may do; each scope includes the ones before it')
        .choices(['read', 'write', 'admin'])
        .default('write'),
    )
    .option(
      '--max-priority <number>',
      'highest priority that its translations may have, from 0 to 9 (default: 9)',
      parsePriority,
    )
    .option(
      '--expires <duration>',
      'time after which the key stops working, e.g. 90d (default: never)',
      parseDurationMs,
    )
  return withKeys(command).action(runCommand(create))
}

function auditCommand(): Command {
  const command = new Command('audit')
    .description('show what keys have done, newest first')
    .option('--owner <name>', 'only what keys of this owner did')
    .option('--key <id>', 'only what this key did')
    .option('--subject <id>', 'only what was done to this translation, key or owner')
    .addOption(new Option('--limit <number>', 'most lines to show').argParser(parseCount).default(50))
  return withKeys(command).action(runCommand(audit))
}

async function create(
  { options, output, interrupt }: Context<CreateOptions>,
  name: string,
): Promise<ExitReason> {
  const { owner, scope, maxPriority, expires } = options
  await using keys = await openKeys(options, interrupt.signal)
  const created = await keys.create({
    name,
    scope,
    ...(owner !== undefined && { owner }),
    ...(maxPriority !== undefined && { maxPriority }),
    ...(expires && { expiresAt: new Date(Date.now() + expires).toISOString() }),
  })
  if (!options.quiet && !options.json)
    output.progress.note(`${created.id}: keep the secret now, it is not shown again.`)
  output.result(created, [created.secret])
  return 'done'
}

async function list({ options, output, interrupt }: Context<ListOptions>): Promise<ExitReason> {
  await using keys = await openKeys(options, interrupt.signal)
  const all = await keys.list()
  const items = options.all ? all : all.filter((key) => endOf(key) === undefined)
  const heading = ['id', 'name', 'owner', 'scope', 'secret', 'last used', 'state']
  const lines = table(items.map(keyRow), output.columns, heading)
  output.result({ items }, items.length === 0 ? ['No keys.'] : lines)
  return 'done'
}

function keyRow(key: KeyInfo): string[] {
  const { id, name, owner, scope, hint, lastUsedAt, expiresAt } = key
  const state = endOf(key) ?? (expiresAt === undefined ? '' : `expires ${minuteOf(expiresAt)}`)
  return [id, name, owner, scope, `${hint}...`, lastUsedAt ? minuteOf(lastUsedAt) : 'never', state]
}

/** Why the key does not work any more. Undefined while it works. */
function endOf({ revokedAt, expiresAt }: KeyInfo): string | undefined {
  if (revokedAt !== undefined) return `revoked ${minuteOf(revokedAt)}`
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) return `expired ${minuteOf(expiresAt)}`
  return undefined
}

async function revoke(
  { options, output, interrupt }: Context<KeysOptions>,
  names: string[],
): Promise<ExitReason> {
  await using keys = await openKeys(options, interrupt.signal)
  const all = await keys.list()
  const found = names.map((name) => findKey(all, name))
  const revoked: (KeyInfo | undefined)[] = []
  for (const { id } of found) revoked.push(await keys.revoke(id))
  const items = revoked.filter((key) => key !== undefined)
  output.result(
    items,
    items.map(({ id, name }) => `${id} ${name} revoked`),
  )
  return 'done'
}

/** A name may belong to an old key that was revoked before. The one that works is meant. */
function findKey(all: KeyInfo[], name: string): KeyInfo {
  const found = all.filter((key) => key.id === name || key.name === name)
  const working = found.filter((key) => endOf(key) === undefined)
  const [first, second] = working.length > 0 ? working : found
  const fix = 'List the keys with their ids: video-translation keys list'
  if (first === undefined) throw new CliError('badInput', `There is no key ${name}.`, fix)
  if (second && working.length > 1) throw new CliError('badInput', `Several keys are named ${name}.`, fix)
  return first
}

async function audit({ options, output, interrupt }: Context<AuditOptions>): Promise<ExitReason> {
  const { owner, key, subject, limit } = options
  await using keys = await openKeys(options, interrupt.signal)
  const items: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const query = { owner, keyId: key, subject, cursor, limit: Math.min(100, limit - items.length) }
    const page = await keys.audit(query)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined && items.length < limit)
  const lines = table(items.map(auditRow), output.columns, ['when', 'key', 'owner', 'what', 'to'])
  output.result({ items }, items.length === 0 ? ['Nothing was done yet.'] : lines)
  return 'done'
}

function auditRow({ at, key, action, subject }: AuditEntry): string[] {
  return [at, key.name, key.owner, action, subject ?? '']
}

function minuteOf(instant: string): string {
  return `${instant.slice(0, 16)}Z`
}
