import { code, escapeHtml, prose } from './html.ts'
import type { Content, Operation, Parameter } from './openapi-document.ts'
import { limitsOf, schemaView, typeOf } from './schema-view.ts'

/** A request of the API. */
export interface Route {
  method: string
  path: string
  operation: Operation
}

/** Everything about one request. */
export function operationView(route: Route, server: string): string {
  const { method, path, operation } = route
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  return `<section id="${escapeHtml(operationId)}">
<h3><a href="#${escapeHtml(operationId)}">${prose(summary ?? operationId)}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> ${code(path)}</p>
${description ? `<p>${prose(description)}</p>` : ''}
${parametersView(parameters)}
${requestBody?.content ? bodyView(requestBody.content) : ''}
<h4>Answers</h4>
${Object.entries(responses).map(answerView).join('\n')}
${curlView(route, server)}
</section>`
}

function parametersView(parameters: Parameter[]): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(({ name, in: place, required, description, schema = {} }) => {
    const about = [prose(description ?? schema.description), limitsOf(schema)].filter(Boolean).join(' ')
    const type = `<span class="type">${typeOf(schema)}</span>`
    return `<tr><td>${code(name)}${required ? ' <b>required</b>' : ''}</td><td>${place}</td><td>${type} ${about}</td></tr>`
  })
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`
}

function bodyView(content: Record<string, Content>): string {
  const bodies = Object.entries(content).map(
    ([type, { schema }]) => `<p>${code(type)}</p>${schema ? contentView(schema) : ''}`,
  )
  return `<h4>Body</h4>${bodies.join('')}`
}

function contentView(schema: NonNullable<Content['schema']>): string {
  return schemaView(schema) || `<p class="type">${typeOf(schema)}</p>`
}

function answerView([status, { description, content }]: [string, Operation['responses'][string]]): string {
  const head = `${code(status)} ${prose(description)}`
  const schemas = Object.values(content ?? {}).flatMap(({ schema }) => schema ?? [])
  const body = schemas.map(contentView).join('')
  return body ? `<details><summary>${head}</summary>${body}</details>` : `<p class="answer">${head}</p>`
}

/** A request to copy. Its key stands in a variable, so that it is not written down. */
function curlView({ method, path, operation }: Route, server: string): string {
  if (!path.startsWith('/')) return ''
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${server}${path}"`,
    '-H "Authorization: Bearer $VIDEO_TRANSLATION_API_KEY"',
    ...(type && content?.example !== undefined
      ? [`-H 'Content-Type: ${type}'`, `-d '${JSON.stringify(content.example)}'`]
      : []),
  ]
  return `<pre><code>${escapeHtml(lines.join(' \\\n  '))}</code></pre>`
}
