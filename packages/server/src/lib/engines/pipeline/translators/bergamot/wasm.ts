import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

// Types for the used parts of @browsermt/bergamot-translator, which has no type declarations.
// Objects of the library live in its own memory until `delete` is called.

export interface Bergamot {
  AlignedMemory: new (bytes: number, alignment: number) => AlignedMemory
  AlignedMemoryList: new () => Vector<AlignedMemory>
  TranslationModel: new (
    config: string,
    model: AlignedMemory,
    shortlist: AlignedMemory,
    vocabularies: Vector<AlignedMemory>,
    qualityModel: null,
  ) => TranslationModel
  BlockingService: new (config: { cacheSize: number }) => BlockingService
  VectorString: new () => Vector<string>
  VectorResponseOptions: new () => Vector<ResponseOptions>
}

export interface LibraryObject {
  delete(): void
}

export interface AlignedMemory extends LibraryObject {
  getByteArrayView(): Uint8Array
}

export interface Vector<item> extends LibraryObject {
  push_back(item: item): void
}

export type TranslationModel = LibraryObject

export interface ResponseOptions {
  qualityScores: boolean
  alignment: boolean
  html: boolean
}

export interface Responses extends LibraryObject {
  get(index: number): { getTranslatedText(): string }
}

export interface BlockingService extends LibraryObject {
  translate(model: TranslationModel, texts: Vector<string>, options: Vector<ResponseOptions>): Responses
  translateViaPivoting(
    first: TranslationModel,
    second: TranslationModel,
    texts: Vector<string>,
    options: Vector<ResponseOptions>,
  ): Responses
}

/** Global of Node that is typed for browsers only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Imports): Promise<{ instance: unknown }>
}

type Imports = Record<string, Record<string, unknown>>
type Exports = Record<string, (...args: unknown[]) => unknown>

/** What the script reads when it starts, and `asm`, which it adds. */
interface EmscriptenModule {
  print(text: string): void
  printErr(text: string): void
  onAbort(reason: unknown): void
  onRuntimeInitialized(): void
  instantiateWasm(imports: Imports, accept: (instance: unknown) => void): object
  asm?: Exports
}

/**
 * Firefox has fast matrix products of its own, under the names on the left. Elsewhere the library
 * has to be given its own ones.
 */
const MATRIX_PRODUCTS: Record<string, string> = {
  int8_prepare_a: 'int8PrepareAFallback',
  int8_prepare_b: 'int8PrepareBFallback',
  int8_prepare_b_from_transposed: 'int8PrepareBFromTransposedFallback',
  int8_prepare_b_from_quantized_transposed: 'int8PrepareBFromQuantizedTransposedFallback',
  int8_prepare_bias: 'int8PrepareBiasFallback',
  int8_multiply_and_add_bias: 'int8MultiplyAndAddBiasFallback',
  int8_select_columns_of_b: 'int8SelectColumnsOfBFallback',
}

/** Loads the library. Its own loader works in browsers only. Call this in the child process. */
export async function loadBergamot(): Promise<Bergamot> {
  const entry = createRequire(import.meta.url).resolve('@browsermt/bergamot-translator')
  const filename = join(dirname(entry), 'worker', 'bergamot-translator-worker.js')
  const script = await readFile(filename, 'utf8')
  const wasm = await readFile(filename.replace(/js$/, 'wasm'))
  const { promise, resolve, reject } = Promise.withResolvers<Bergamot>()
  const module: EmscriptenModule = {
    print: () => {},
    printErr: (text) => process.stderr.write(`${text}\n`),
    onAbort: (reason) => reject(new Error(`The translation library failed: ${String(reason)}`)),
    // The script has added its exports to the module by then.
    onRuntimeInitialized: () => resolve(module as unknown as Bergamot),
    instantiateWasm(imports, accept) {
      const withProducts = { ...imports, wasm_gemm: matrixProducts(() => module.asm) }
      WebAssembly.instantiate(wasm, withProducts).then(({ instance }) => accept(instance), reject)
      return {}
    },
  }
  compileFunction(script, ['Module'], { filename })(module)
  return await promise
}

/** @param exports of the library, which exist when the first product is called */
function matrixProducts(exports: () => Exports | undefined): Imports[string] {
  const entries = Object.entries(MATRIX_PRODUCTS).map(([name, fallback]) => [
    name,
    (...args: unknown[]) => exports()?.[fallback]?.(...args),
  ])
  return Object.fromEntries(entries) as Imports[string]
}
