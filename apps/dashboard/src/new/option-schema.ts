/** An option of an engine that a form can ask for. */
export interface OptionFieldSchema {
  name: string
  title: string
  description: string | undefined
  kind: 'choice' | 'number' | 'boolean' | 'text'
  /** The values of a choice. */
  choices: readonly string[]
  minimum?: number | undefined
  maximum?: number | undefined
}

interface Property {
  type?: unknown
  enum?: unknown
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
  return {
    name,
    title: typeof property.title === 'string' ? property.title : wordsOf(name),
    description: typeof property.description === 'string' ? property.description : undefined,
    kind,
    choices: kind === 'choice' ? (property.enum as unknown[]).map(String) : [],
    minimum: numberOf(property.minimum),
    maximum: numberOf(property.maximum),
  }
}

function kindOf({ type, enum: choices }: Property): OptionFieldSchema['kind'] | undefined {
  if (Array.isArray(choices)) return choices.length > 0 ? 'choice' : undefined
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'string' ? 'text' : undefined
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
