/** The parts of an OpenAPI document that the reference shows. */
export interface OpenApiDocument {
  info: { title: string; description?: string }
  servers?: { url: string }[]
  tags?: { name: string; description?: string }[]
  paths: Record<string, Record<string, Operation>>
  webhooks?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, ApiSchema> }
}

export interface Operation {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, Content> }
  responses: Record<string, { description?: string; content?: Record<string, Content> }>
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: ApiSchema
}

export interface Content {
  schema?: ApiSchema
  example?: unknown
}

/** JSON ApiSchema, as far as our schemas use it. */
export interface ApiSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, ApiSchema>
  required?: string[]
  additionalProperties?: boolean | ApiSchema
  items?: ApiSchema
  enum?: unknown[]
  const?: unknown
  default?: unknown
  anyOf?: ApiSchema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  format?: string
}
