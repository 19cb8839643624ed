/** An option of an engine that a form can ask for. */
export interface OptionFieldSchema {
  name: string
  title: string
  description: string | undefined
  /** `switch`: off, on, or on with a detail. */
  kind: 'choice' | 'number' | 'boolean' | 'text' | 'switch'
  /** The values of a choice. */
  choices: readonly string[]
  /** The kind of the detail of a switch. */
  detail?: 'number' | 'text' | undefined
  minimum?: number | undefined
  maximum?: number | undefined
}

interface Property {
  type?: unknown
  enum?: unknown
  anyOf?: unknown
  title?: unknown
  description?: unknown
  minimum?: unknown
  maximum?: unknown
}

/**
 * Reads the JSON Schema of an engine's options. Those that need more than one value are left out.
 */
export function optionFields(schema: Record<string, unknown>): OptionFieldSchema[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Property>
  return Object.entries(properties).flatMap(([name, property]) => fieldOf(name, property) ?? [])
}

function fieldOf(name: string, property: Property): OptionFieldSchema | undefined {
  const kind = kindOf(property)
  if (!kind) return undefined
  const detail = kind === 'switch' ? detailOf(property) : undefined
  const { minimum, maximum } = detail ?? property
  return {
    name,
    title: typeof property.title === 'string' ? property.title : wordsOf(name),
    description: typeof property.description === 'string' ? property.description : undefined,
    kind,
    choices: kind === 'choice' ? (property.enum as unknown[]).map(String) : [],
    ...(detail && { detail: kindOf(detail) === 'number' ? 'number' : 'text' }),
    minimum: numberOf(minimum),
    maximum: numberOf(maximum),
  }
}

function kindOf(property: Property): OptionFieldSchema['kind'] | undefined {
  const { type, enum: choices } = property
  if (detailOf(property)) return 'switch'
  if (Array.isArray(choices)) return choices.length > 0 ? 'choice' : undefined
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'string' ? 'text' : undefined
}

/** What a value may be that is neither true nor false. Undefined: there is no such value. */
function detailOf({ anyOf }: Property): Property | undefined {
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return undefined
  const parts = anyOf as Property[]
  const detail = parts.find(({ type }) => type !== 'boolean')
  const isSimple = ['integer', 'number', 'string'].includes(String(detail?.type))
  return isSimple && parts.some(({ type }) => type === 'boolean') ? detail : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** `audioTrack` becomes `Audio track`. */
function wordsOf(name: string): string {
  const words = name.replaceAll(
    /([a-z])([A-Z])/g,
    (_, last: string, next: string) => `${last} ${next.toLowerCase()}`,
  )
  return words.charAt(0).toUpperCase() + words.slice(1)
}
