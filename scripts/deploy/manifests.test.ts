// The deployment files fit the schemas of the programs that read them, and each other.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { commandFor } from '../docs/commands.ts'
import { readDockerfile, readText, readYaml, ROOT } from './files.ts'

const SCHEMA = join(ROOT, 'node_modules/dclint/schemas/compose.schema.json')
const KUBERNETES = readdirSync(join(ROOT, 'deploy/kubernetes'))

interface Container {
  image: string
  args: string[]
  securityContext: object
  volumeMounts: { name: string }[]
}

interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string }
  spec?: {
    template?: {
      spec: { containers: Container[]; initContainers?: Container[]; volumes: { name: string }[] }
    }
  }
}

const manifests = KUBERNETES.flatMap((file) => readYaml(`deploy/kubernetes/${file}`)) as unknown as Manifest[]

describe('compose.yaml', () => {
  const [compose] = readYaml('compose.yaml') as unknown as [
    { services: Record<string, { command?: string[]; volumes?: string[]; depends_on?: object }> },
  ]

  test('fits the schema of the Compose specification', () => {
    const text = readFileSync(SCHEMA, 'utf8')
    // Its names for itself and for its parts are of an older draft.
    const schema = JSON.parse(text, (key, value: unknown) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
    const [document] = readYaml('compose.yaml')
    expect(validate({ ...document, service: {} })).toBe(false)
    validate(document)
    expect(validate.errors).toBeNull()
  })

  test('names every secret, with no value, and says so where one is missing', () => {
    const variables = [...readText('compose.yaml').matchAll(/\$\{(\w+)([^}]*)\}/g)]
    expect(new Set(variables.map(([, , end]) => end))).toEqual(new Set([':?']))
    const documented = readText('docs/operate/docker.md')
    for (const [, name] of variables) expect(documented).toContain(`${name}=`)
  })

  test('has PostgreSQL, a storage, a node for requests and workers, and waits for what they need', () => {
    const { services } = compose
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['api', 'worker', 'database', 'storage']))
    for (const { depends_on } of Object.values(services))
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on ?? {})))
  })
})

describe('the Kubernetes manifests', () => {
  test.each(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each]))(
    '%s fits its schema',
    async (_, it) => {
      const path = `kubernetes-models/${it.apiVersion}/${it.kind}`
      const models = (await import(/* @vite-ignore */ path)) as Record<
        string,
        new (data: object) => { validate(): void }
      >
      const Model = models[it.kind]
      if (Model === undefined) throw new Error(`There is no ${it.kind}.`)
      expect(() => new Model({ ...it, metadata: 5 }).validate()).toThrow()
      new Model(it).validate()
    },
  )

  const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? [])

  test('run no container as root or with a writable root, and mount what they declare', () => {
    expect(pods.length).toBe(2)
    for (const pod of pods) {
      expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } })
      for (const { securityContext, volumeMounts } of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        for (const { name } of volumeMounts) expect(pod.volumes.map((volume) => volume.name)).toContain(name)
      }
    }
  })
})

test('every command line in the deployment files is one that the command takes', () => {
  const units = readdirSync(join(ROOT, 'deploy/systemd')).flatMap((file) =>
    [...readText(`deploy/systemd/${file}`).matchAll(/main\.js (.*)$/gm)].map(([, line = '']) =>
      // What a shell puts into a word is one word.
      line.replaceAll(/\$\([^)]*\)/g, 'today').split(' '),
    ),
  )
  const [compose] = readYaml('compose.yaml') as unknown as [
    { services: Record<string, { command?: string[] }> },
  ]
  const composed = Object.values(compose.services).flatMap(({ command }) => (command ? [command] : []))
  const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? [])
  const started = pods
    .flatMap((pod) => [...pod.containers, ...(pod.initContainers ?? [])])
    .map(({ args }) => args)
  const [image] = readDockerfile().filter(({ name }) => name === 'CMD')
  const lines = [...units, ...composed, ...started, JSON.parse(image?.value ?? '[]') as string[]]
  const own = lines.filter(([command]) => ['serve', 'models', 'backup'].includes(command ?? ''))
  expect(own.length).toBeGreaterThanOrEqual(9)
  for (const args of own) expect(() => commandFor(args), args.join(' ')).not.toThrow()
})

test('systemd takes the units', () => {
  const folder = mkdtempSync(join(tmpdir(), 'units-'))
  try {
    cpSync(join(ROOT, 'deploy/systemd'), folder, { recursive: true })
    const files = readdirSync(folder).map((name) => join(folder, name))
    for (const file of files)
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('/usr/bin/node', process.execPath))
    // It prints what it does not understand, and still ends with 0 for some of it.
    expect(
      execFileSync('sh', ['-c', 'systemd-analyze verify "$@" 2>&1', 'sh', ...files], { encoding: 'utf8' }),
    ).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
