import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { DEFINITIONS, definitionsOf, OPERATIONS, type Operation, type Version } from './specification.ts'

/** Checks the exchanges between a client and a server of Azure's API against the specification. */
export interface Inspector {
  /** A `fetch` that checks each exchange and passes it on. */
  fetch: typeof fetch
  /** All mistakes, each with its request. */
  readonly faults: string[]
  /** Routes of the specification that the exchanges used. */
  readonly used: Set<string>
}

export function createInspector(version: Version): Inspector {
  const faults: string[] = []
  const used = new Set<string>()
  const checkSent = compile(version, true)
  const checkAnswer = compile(version, false)
  return { fetch: exchange as typeof fetch, faults, used }

  async function exchange(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith('/videotranslation')) return await fetch(request)
    const operation = OPERATIONS.find((each) => matches(each, request.method, pathname))
    const report = (what: string): void => void faults.push(`${request.method} ${pathname}: ${what}`)
    if (!operation) report('is not in the specification')
    else await inspectRequest(operation, request.clone(), report)
    const response = await fetch(request)
    if (operation) await inspectAnswer(operation, response.clone(), report)
    return response
  }

  async function inspectRequest(operation: Operation, request: Request, report: Report): Promise<void> {
    used.add(operation.route)
    const url = new URL(request.url)
    if (url.searchParams.get('api-version') !== version) report('has no api-version, or another')
    if (!isSigned(request.headers)) report('has neither a key nor a token')
    if (operation.isLong) checkSent('resourceId', request.headers.get('operation-id'), report)
    if (operation.sends) checkSent(operation.sends, await request.json(), report)
  }

  async function inspectAnswer(operation: Operation, response: Response, report: Report): Promise<void> {
    const { status, headers } = response
    const text = await response.text()
    const definition = status >= 400 ? 'ErrorResponse' : operation.answers[status]
    if (definition === undefined) report(`is answered ${status}`)
    else if (definition) checkAnswer(definition, JSON.parse(text), report)
    else if (text !== '') report('is answered with a body')
    if (status >= 400 && !headers.get('x-ms-error-code')) report('is refused without x-ms-error-code')
    const location = headers.get('operation-location') ?? ''
    if (status < 400 && operation.isLong && !URL.canParse(location)) report('has no Operation-Location')
  }
}

type Report = (what: string) => void

function compile(version: Version, sent: boolean): (name: string, value: unknown, report: Report) => void {
  const ajv = new Ajv({ allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'azure', definitions: definitionsOf(version, sent) })
  const names = Object.keys(DEFINITIONS)
  const checks = new Map(
    names.map((name): [string, ValidateFunction] => [
      name,
      ajv.compile({ $ref: `azure#/definitions/${name}` }),
    ]),
  )
  return (name, value, report) => {
    const check = checks.get(name)
    if (check?.(value)) return
    report(`${name}: ${ajv.errorsText(check?.errors)} in ${JSON.stringify(value)}`)
  }
}

function matches({ route }: Operation, method: string, pathname: string): boolean {
  const pattern = route.replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`).test(`${method} ${pathname.replace('/videotranslation', '')}`)
}

function isSigned(headers: Headers): boolean {
  return Boolean(headers.get('ocp-apim-subscription-key') ?? headers.get('authorization'))
}
