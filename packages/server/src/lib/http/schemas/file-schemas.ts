import { Type } from 'typebox'
import { instant } from './texts.ts'

export const Artifact = Type.Object({
  name: Type.String({ examples: ['es.mp4'] }),
  url: Type.Optional(Type.String({ format: 'uri', description: 'Needs no key, and expires.' })),
  urlExpiresAt: Type.Optional(instant('When `url` stops working; ask again for a fresh one.')),
  mediaType: Type.String(),
  bytes: Type.Optional(Type.Integer()),
  stale: Type.Optional(Type.Boolean({ description: 'A newer revision is to replace it.' })),
})

export const PlaybackFile = Type.Object({
  ...Artifact.properties,
  kind: Type.Enum(['source', 'peaks', 'proxy', 'dub'], {
    description:
      'The source; a smaller copy of it (`proxy`); the dub alone; or `peaks`: for each fiftieth of a second two signed ' +
      'bytes, the least and the greatest sample.',
  }),
  playable: Type.Optional(
    Type.Boolean({
      description:
        'Whether browsers usually play it with the sound that was translated. Only for the source.',
    }),
  ),
})

export const Playback = Type.Optional(
  Type.Array(PlaybackFile, { description: 'Files to play while somebody corrects. They are no results.' }),
)
