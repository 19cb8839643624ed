/**
 * `Uint8Array<ArrayBuffer>`: bytes that every Web API accepts. TypeScript 5.6 does not know that
 * name, so declarations for users may not contain it.
 */
export type Bytes = ReturnType<Uint8Array['slice']>
