import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

const root = new URL('../../../../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

interface Known {
  labels: Set<string>
  type: string
}

/** The metrics of a server, with their labels. */
async function knownMetrics(): Promise<Map<string, Known>> {
  const { registry } = createMetrics({
    counts: () => Promise.reject(new Error('away')),
    broken: async () => new Set(),
  })
  const all = await registry.getMetricsAsJSON()
  const labelsOf = (name: string) =>
    (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames
  return new Map(all.map(({ name, type }) => [name, { type: String(type), labels: new Set(labelsOf(name)) }]))
}

it('the dashboard names only metrics and labels that exist', async () => {
  const known = await knownMetrics()
  const dashboard = JSON.parse(await read('deploy/grafana/video-translation.json')) as {
    panels: { targets?: { expr: string }[] }[]
  }
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  expect(expressions.length).toBeGreaterThan(20)
  for (const expr of expressions) expect(unknownIn(expr, known), expr).toEqual([])
})

it('docs/operate/monitoring.md has every metric with its labels, and alerts on no other', async () => {
  const known = await knownMetrics()
  const text = await read('docs/operate/monitoring.md')
  for (const [name, { labels }] of known) {
    if (!name.startsWith('video_translation_')) continue
    const list = [...labels].map((label) => `\`${label}\``).join(', ')
    expect(text).toContain(`| \`${name}\` | ${list && `${list} `}|`)
  }
  const alerts = [...text.matchAll(/\| `(.*video_translation_.*\(?.*)` \|$/gm)].map(([, expr = '']) => expr)
  expect(alerts.length).toBeGreaterThanOrEqual(6)
  for (const expr of alerts) expect(unknownIn(expr, known), expr).toEqual([])
})

/** The names in an expression that are no metric, or no label of its metrics. */
function unknownIn(expr: string, known: Map<string, Known>): string[] {
  const names = [...expr.matchAll(/\b(video_translation|process|nodejs)_\w+/g)].map(([name]) => name)
  const found = names.map((name) => known.get(name) ?? histogramOf(name, known))
  const labels = new Set(found.flatMap((metric) => [...(metric?.labels ?? [])]))
  const used = [
    ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    ...[...expr.matchAll(/[{,]\s*(\w+)[=!]/g)].map(([, label = '']) => label),
  ]
  return [
    ...names.filter((_, at) => found[at] === undefined),
    ...used.filter((label) => !labels.has(label) && !['le', 'instance'].includes(label)),
  ]
}

function histogramOf(name: string, known: Map<string, Known>): Known | undefined {
  const metric = known.get(name.replace(/_(bucket|count|sum)$/, ''))
  return metric?.type === 'histogram' ? metric : undefined
}
