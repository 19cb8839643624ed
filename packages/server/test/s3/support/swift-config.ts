import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { quietPort } from '../../../../client/test/support/quiet-port.ts'
import { PYTHON } from './swift-packages.ts'

export const HOST = '127.0.0.1'
/** The user of the storage, as `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
export const USER = { key: 'test:tester', secret: 'testing' }

const SERVICES = ['proxy', 'memcached', 'account', 'container', 'object'] as const
export type Ports = Record<(typeof SERVICES)[number], number>

/** Writes the configuration of a storage with one device, on free ports. */
export async function configureSwift(folder: string, env: NodeJS.ProcessEnv, host: string): Promise<Ports> {
  for (const name of ['d1', 'run', 'log', 'recon']) await mkdir(join(folder, name), { recursive: true })
  const numbers = await Promise.all(SERVICES.map(quietPort))
  const ports = Object.fromEntries(SERVICES.map((name, index) => [name, numbers[index]])) as Ports
  const write = (name: string, text: string) => writeFile(join(folder, name), text)
  await write('swift.conf', MAIN)
  await write('memcache.conf', `[memcache]\nmemcache_servers = ${host}:${ports.memcached}\n`)
  await write('proxy.conf', proxyConfig(folder, ports, host))
  for (const kind of ['account', 'container', 'object'] as const) {
    const more = kind === 'object' ? objectConfig(folder) : ''
    await write(`${kind}.conf`, storageConfig(kind, basics(folder, ports[kind], host), folder) + more)
    await promisify(execFile)(PYTHON, ['-c', RING, join(folder, `${kind}.ring.gz`), host, `${ports[kind]}`], {
      env,
    })
  }
  return ports
}

const MAIN = `[swift-hash]
swift_hash_path_suffix = test
swift_hash_path_prefix = test
[storage-policy:0]
name = one
default = yes
`

/** A ring that leads every key to the one device. */
const RING = `import sys
from swift.common.ring import RingBuilder
path, host, port = sys.argv[1:]
builder = RingBuilder(2, 1, 0)
builder.add_dev(dict(region=1, zone=1, ip=host, port=int(port), device='d1', weight=1))
builder.rebalance()
builder.get_ring().save(path)`

function basics(folder: string, port: number, host: string): string {
  return `[DEFAULT]
bind_ip = ${host}
bind_port = ${port}
user = ${userInfo().username}
workers = 0
swift_dir = ${folder}
log_level = WARNING
log_address = ${folder}/none
`
}

function storageConfig(kind: string, common: string, folder: string): string {
  return `${common}devices = ${folder}
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
recon_cache_path = ${folder}/recon
`
}

/** How often the updater lists the objects that a dead container server missed. */
const UPDATE_EVERY_SECONDS = 2

/**
 * Longer than a try to list an object takes. With less, a storage of one device that is killed
 * right after its answer forgets to list what it stored.
 */
const LISTING_TRY_SECONDS = 10

function objectConfig(folder: string): string {
  return `container_update_timeout = ${LISTING_TRY_SECONDS}
[object-updater]
interval = ${UPDATE_EVERY_SECONDS}
recon_cache_path = ${folder}/recon
`
}

const FILTERS = ['catch_errors', 'gatekeeper', 'listing_formats', 'bulk', 'copy', 'slo']

/** Keys in one answer. A storage usually has 1000, and creating that many objects takes long. */
const LISTED_AT_ONCE = 20

/** A proxy rests a device that failed for a minute, and there is no other one. */
const NO_REST = 'error_suppression_limit = 100000\nerror_suppression_interval = 1'

function proxyConfig(folder: string, { proxy, memcached }: Ports, host: string): string {
  const filters = FILTERS.map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join('')
  return `${basics(folder, proxy, host)}[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats bulk s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${NO_REST}
allow_account_management = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = ${host}:${memcached}
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
max_bucket_listing = ${LISTED_AT_ONCE}
dns_compliant_bucket_names = true
[filter:tempauth]
use = egg:swift#tempauth
user_${USER.key.replace(':', '_')} = ${USER.secret} .admin
${filters}`
}
