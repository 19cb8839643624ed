import { Type } from 'typebox'
import { KEY_SCOPES, MAX_PRIORITY } from '../../keys/key-holder.ts'
import { instant, WITHOUT_NUL } from './texts.ts'

const Scope = Type.Enum([...KEY_SCOPES], { description: 'Each scope includes the ones before it.' })
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: WITHOUT_NUL })
export const Owner = Type.String({ maxLength: 200, pattern: WITHOUT_NUL })
const MaxPriority = Type.Integer({
  minimum: 0,
  maximum: MAX_PRIORITY,
  description: 'The highest priority that its creates may ask for.',
})

const KEY_EXAMPLE = {
  id: 'key_019a5c1e-7b3a-7c44-9f10-2f8d5c6b7a81',
  name: 'ann-laptop',
  owner: 'ann',
  scope: 'write',
  maxPriority: 9,
  hint: 'vt_Q3xk',
  createdAt: '2026-01-31T09:00:00.000Z',
}

const key = {
  id: Type.String(),
  name: Type.String({ description: 'Tells keys apart.' }),
  owner: Type.String({ description: 'The owner of what it creates. Keys of one owner share it.' }),
  scope: Scope,
  maxPriority: MaxPriority,
  hint: Type.String({ description: 'The first characters of the secret.' }),
  createdAt: instant('When it was created.'),
  expiresAt: Type.Optional(instant('When it stops working by itself.')),
  lastUsedAt: Type.Optional(instant('When it was last used, to the minute.')),
  revokedAt: Type.Optional(instant('When it was revoked.')),
}

export const KeyInfo = Type.Object(key, { $id: 'Key', examples: [KEY_EXAMPLE] })

export const CreatedKey = Type.Object({
  ...key,
  secret: Type.String({ description: 'Shown only now: the server keeps a hash of it.' }),
})

export const CreateKeyBody = Type.Object(
  {
    name: Name,
    owner: Type.Optional(Type.String({ ...Owner, description: 'Default: the name.' })),
    scope: Type.Optional(Type.Enum([...KEY_SCOPES], { description: 'Default: `write`.' })),
    maxPriority: Type.Optional(MaxPriority),
    expiresAt: Type.Optional(
      Type.String({ format: 'date-time', maxLength: 40, description: 'In the future. Default: never.' }),
    ),
  },
  { additionalProperties: false, examples: [{ name: 'ann-laptop', owner: 'ann', scope: 'write' }] },
)

export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: instant('When it was done.'),
    key: Type.Object({ id: Type.String(), name: Type.String(), owner: Type.String() }),
    action: Type.String({ description: 'The `operationId` of the request.' }),
    subject: Type.Optional(Type.String({ description: 'The id of what it was done to.' })),
    requestId: Type.String(),
  },
  { $id: 'AuditEntry' },
)

export const AuditParams = Type.Object({
  owner: Type.Optional(Owner),
  key: Type.Optional(Type.String({ maxLength: 100, description: 'The id of a key.' })),
  subject: Type.Optional(Type.String({ maxLength: 200, description: 'E.g. the id of a translation.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: 'The `nextCursor` of the page before.' })),
})
