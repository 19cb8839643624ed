import { Type } from 'typebox'
import { Artifact, PlaybackFile } from './file-schemas.ts'
import { Failure, Language } from './schemas.ts'
import { CueFit } from './cue-schemas.ts'
import { instant, WITHOUT_NUL } from './texts.ts'

const SideStatus = Type.Enum(['pending', 'running', 'completed', 'error'])

/** A line of speech is far shorter, and each character costs time of the processor. */
const MAX_TEXT = 500

export const PreviewBody = Type.Object(
  {
    target: Language,
    text: Type.String({ minLength: 1, maxLength: MAX_TEXT, pattern: WITHOUT_NUL }),
    cue: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Fits it to the time of this cue. Default: it takes its own.',
      }),
    ),
    voice: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Default: that of the cue, or of the target.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ target: 'es', text: 'Era un joven de mal carácter.', cue: 'c12' }],
  },
)

export const Preview = Type.Object({
  id: Type.String({ description: '`pv_` and a UUID.' }),
  target: Language,
  cue: Type.Optional(Type.String()),
  text: Type.String(),
  voice: Type.Optional(Type.String()),
  status: SideStatus,
  clip: Type.Optional(Artifact),
  seconds: Type.Optional(Type.Number({ description: 'The length of the clip.' })),
  fit: Type.Optional(CueFit),
  error: Type.Optional(Failure),
  createdAt: instant('When it was asked for.'),
})

export const Proxy = Type.Object({
  status: SideStatus,
  file: Type.Optional(PlaybackFile),
  error: Type.Optional(Failure),
})
