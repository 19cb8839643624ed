// Requests and answers of Azure's API, without descriptions, from VideoTranslation.json of the
// stable versions 2025-05-20 and 2026-03-01 in data-plane/Speech/VideoTranslation of
// Azure/azure-rest-api-specs (Copyright Microsoft, MIT licence). Unlike the original, it allows no
// unnamed members, so that no misspelled name passes.

export type Version = '2025-05-20' | '2026-03-01'

export interface Operation {
  /** `METHOD /path` under `/videotranslation`. */
  route: string
  /** Definition of the request's body. */
  sends?: string
  /** Whether the route takes the header `Operation-Id` and answers with `Operation-Location`. */
  isLong?: true
  /** Definition of the body of each successful answer; null if it has no body. */
  answers: Readonly<Record<number, string | null>>
}

const TRANSLATIONS = '/translations'
const TRANSLATION = `${TRANSLATIONS}/{translationId}`
const ITERATION = `${TRANSLATION}/iterations/{iterationId}`
const EVENT_HUB = '/configurations/event-hub'

export const OPERATIONS: readonly Operation[] = [
  { route: `GET ${EVENT_HUB}`, answers: { 200: 'EventHubConfiguration' } },
  {
    route: `PUT ${EVENT_HUB}`,
    sends: 'EventHubConfiguration',
    answers: { 200: 'EventHubConfiguration' },
  },
  { route: `DELETE ${EVENT_HUB}`, answers: { 204: null } },
  { route: `POST ${EVENT_HUB}:ping`, answers: { 200: null } },
  { route: 'GET /operations/{operationId}', answers: { 200: 'Operation' } },
  { route: `GET ${TRANSLATIONS}`, answers: { 200: 'PagedTranslation' } },
  { route: `GET ${TRANSLATION}`, answers: { 200: 'Translation' } },
  {
    route: `PUT ${TRANSLATION}`,
    sends: 'Translation',
    isLong: true,
    answers: { 200: 'Translation', 201: 'Translation' },
  },
  { route: `DELETE ${TRANSLATION}`, answers: { 204: null } },
  { route: `GET ${TRANSLATION}/iterations`, answers: { 200: 'PagedIteration' } },
  { route: `GET ${ITERATION}`, answers: { 200: 'Iteration' } },
  {
    route: `PUT ${ITERATION}`,
    sends: 'Iteration',
    isLong: true,
    answers: { 200: 'Iteration', 201: 'Iteration' },
  },
]

/**
 * Members of translations in the vendor's samples (StatefulResourceBase.cs), but not in the
 * specification.
 */
const IN_SAMPLES = { status: ref('Status'), lastActionDateTime: instant() }

type Schema = Readonly<Record<string, unknown>>

/** Members that only the newer version has. */
const SINCE_2026: Readonly<Record<string, Record<string, Schema>>> = {
  Translation: {
    firstIterationInput: ref('IterationInput'),
    properties: object({ timeToLiveInHours: integer() }),
  },
  TranslationInput: {
    autoCreateFirstIteration: { type: 'boolean' },
    inputFileSourceKind: { enum: ['AzureStorageBlobManagedIdentity'] },
    inputFileAzureStorageBlobManagedIdentityClientId: ref('Guid'),
  },
  IterationInput: {
    exportAdjustedPromptAudioInWebvtt: { type: 'boolean' },
    subtitleVerticalMargin: { ...integer(), minimum: 0, maximum: 200 },
    adjustBackgroundVolumeMultiplier: { type: 'number', maximum: 1 },
    pushResultToAzureStorageBlobDirUrl: uri(),
    pushResultToAzureStorageBlobManagedIdentityClientId: ref('Guid'),
  },
}

export const DEFINITIONS: Readonly<Record<string, Schema>> = {
  resourceId: text('^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]$', 3, 64),
  localeName: text('^[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?$', 5, 16),
  rgbaColor: text('^#?(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$', 6, 9),
  Guid: text('^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 36, 36),
  Status: { enum: ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled'] },
  ErrorResponse: object({ error: ref('Error') }, 'error'),
  Error: object(
    {
      code: { type: 'string' },
      message: { type: 'string' },
      target: { type: 'string' },
      details: { type: 'array', items: ref('Error') },
      innererror: ref('InnerError'),
    },
    'code',
    'message',
  ),
  InnerError: object({ code: { type: 'string' }, innererror: ref('InnerError') }),
  Operation: object({ id: ref('resourceId'), status: ref('Status') }, 'id'),
  Translation: object(
    {
      id: ref('resourceId'),
      input: ref('TranslationInput'),
      displayName: { type: 'string' },
      description: { type: 'string' },
      latestIteration: ref('Iteration'),
      latestSucceededIteration: ref('Iteration'),
      createdDateTime: instant(),
      failureReason: { type: 'string' },
      ...IN_SAMPLES,
    },
    'id',
    'input',
  ),
  TranslationInput: object(
    {
      sourceLocale: ref('localeName'),
      targetLocale: ref('localeName'),
      voiceKind: { enum: ['PlatformVoice', 'PersonalVoice'] },
      videoFileUrl: uri(),
      audioFileUrl: uri(),
      enableLipSync: { type: 'boolean' },
      speakerCount: integer(),
      subtitleMaxCharCountPerSegment: integer(),
      exportSubtitleInVideo: { type: 'boolean' },
    },
    'targetLocale',
    'voiceKind',
  ),
  Iteration: object(
    {
      id: ref('resourceId'),
      input: ref('IterationInput'),
      description: { type: 'string' },
      status: ref('Status'),
      failureReason: { type: 'string' },
      createdDateTime: instant(),
      lastActionDateTime: instant(),
      result: ref('IterationResult'),
    },
    'id',
    'input',
  ),
  IterationInput: object({
    webvttFile: ref('WebvttFile'),
    speakerCount: integer(),
    subtitleMaxCharCountPerSegment: integer(),
    exportSubtitleInVideo: { type: 'boolean' },
    enableVideoSpeedAdjustment: { type: 'boolean' },
    ttsCustomLexiconFileUrl: uri(),
    ttsCustomLexiconFileIdInAudioContentCreation: ref('Guid'),
    enableOcrCorrectionFromSubtitle: { type: 'boolean' },
    exportTargetLocaleAdvancedSubtitleFile: { type: 'boolean' },
    subtitlePrimaryColor: ref('rgbaColor'),
    subtitleOutlineColor: ref('rgbaColor'),
    subtitleFontSize: integer(),
    enableEmotionalPlatformVoice: { enum: ['Auto', 'Enable', 'Disable'] },
  }),
  IterationResult: object({
    translatedVideoFileUrl: uri(),
    translatedAudioFileUrl: uri(),
    sourceLocaleSubtitleWebvttFileUrl: uri(),
    targetLocaleSubtitleWebvttFileUrl: uri(),
    targetLocaleAdvancedSubtitleFileUrl: uri(),
    metadataJsonWebvttFileUrl: uri(),
    reportFileUrl: uri(),
  }),
  WebvttFile: object(
    {
      url: uri(),
      kind: { enum: ['SourceLocaleSubtitle', 'TargetLocaleSubtitle', 'MetadataJson'] },
    },
    'url',
    'kind',
  ),
  PagedTranslation: page('Translation'),
  PagedIteration: page('Iteration'),
  EventHubConfiguration: object(
    {
      isEnabled: { type: 'boolean' },
      managedIdentityClientId: ref('Guid'),
      eventHubNamespaceHostName: { type: 'string' },
      eventHubName: { type: 'string' },
      enabledEvents: {
        type: 'array',
        items: { enum: ['Ping', 'TranslationCompletion', 'IterationCompletion'] },
      },
    },
    'isEnabled',
    'eventHubNamespaceHostName',
    'eventHubName',
    'enabledEvents',
  ),
}

/**
 * The definitions of one version. Those in `sent`, of requests, have no id, which is in the path.
 */
export function definitionsOf(version: Version, sent: boolean): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, schema]) => {
      const newer = version === '2026-03-01' ? SINCE_2026[name] : undefined
      const properties = schema['properties'] ? { ...(schema['properties'] as Schema), ...newer } : undefined
      const required = (schema['required'] ?? []) as string[]
      const needed = required.filter((member) => !sent || member !== 'id')
      return [name, { ...schema, ...(properties && { properties, required: needed }) }]
    }),
  )
}

function object(properties: Record<string, Schema>, ...required: string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false }
}

function page(name: string): Schema {
  return object({ value: { type: 'array', items: ref(name) }, nextLink: uri() }, 'value')
}

function text(pattern: string, minLength: number, maxLength: number): Schema {
  return { type: 'string', pattern, minLength, maxLength }
}

function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` }
}

function uri(): Schema {
  return { type: 'string', format: 'uri' }
}

function instant(): Schema {
  return { type: 'string', format: 'date-time' }
}

function integer(): Schema {
  return { type: 'integer', format: 'int32' }
}
