import { escapeHtml, prose } from './html.ts'
import type { OpenApiDocument, Operation } from './openapi-document.ts'
import { operationView, type Route } from './operation-view.ts'
import { schemaView } from './schema-view.ts'

/** The server in examples, where the document names none. */
const LOCAL_SERVER = 'http://127.0.0.1:8484'

/**
 * A page about every request of an OpenAPI document. It has no script and asks nobody for anything.
 * @param styleUrl relative, so that it works under any path
 */
export function referencePage(document: OpenApiDocument, styleUrl: string): string {
  const title = `${escapeHtml(document.info.title)}: HTTP reference`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${styleUrl}">
</head>
<body>
<nav><a href="openapi.json">openapi.json</a>${groupsOf(document).map(navOf).join('')}
<p><a href="#schemas">Schemas</a></p></nav>
${referenceMain(document)}
</body>
</html>
`
}

/** The page without what surrounds it. */
function referenceMain(document: OpenApiDocument): string {
  const { info, servers = [], components } = document
  const [{ url } = { url: '/' }] = servers
  const server = url === '/' ? LOCAL_SERVER : url
  const schemas = Object.entries(components?.schemas ?? {})
  return `<main>
<h1>${escapeHtml(info.title)}</h1>
<p>${prose(info.description)}</p>
${groupsOf(document)
  .map(({ name, about, routes }) => {
    const views = routes.map((route) => operationView(route, server))
    return `<h2 id="tag-${name}">${name}</h2>\n<p>${prose(about)}</p>\n${views.join('\n')}`
  })
  .join('\n')}
<h2 id="schemas">schemas</h2>
${schemas.map(([name, schema]) => `<section id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3><p>${prose(schema.description)}</p>${schemaView(schema)}</section>`).join('\n')}
</main>`
}

interface Group {
  name: string
  about: string | undefined
  routes: Route[]
}

/** The requests by their first tag, in the order of the tags. */
function groupsOf({ tags = [], paths, webhooks = {} }: OpenApiDocument): Group[] {
  const routes = [...routesOf(paths), ...routesOf(webhooks)]
  const groups = tags.map(({ name, description }) => ({
    name,
    about: description,
    routes: routes.filter(({ operation }) => operation.tags?.[0] === name),
  }))
  const rest = routes.filter(({ operation }) => !tags.some(({ name }) => name === operation.tags?.[0]))
  return [...groups, { name: 'other', about: undefined, routes: rest }].filter(
    (group) => group.routes.length > 0,
  )
}

function routesOf(paths: Record<string, Record<string, Operation>>): Route[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  )
}

function navOf({ name, routes }: Group): string {
  const links = routes.map(
    ({ method, operation: { operationId, summary } }) =>
      `<li><a href="#${escapeHtml(operationId)}"><span class="method ${method}">${method.toUpperCase()}</span> ${prose(summary ?? operationId)}</a></li>`,
  )
  return `<details open><summary>${name}</summary><ul>${links.join('')}</ul></details>`
}
