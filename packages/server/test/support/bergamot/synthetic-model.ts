import { marianFile, type MarianItem } from './marian-file.ts'

/**
 * Writes a model of a real architecture (transformer encoder, SSRU decoder) whose weights are
 * computed, not trained: it writes the token of the target's vocabulary that has the same number as
 * the source's token at that position. With two vocabularies in the same order it is a dictionary.
 *
 * How: each embedding holds a code of its token in some dimensions. The library adds the position
 * to all of them. The decoder erases the codes of what it wrote so far, so only its position is
 * left, looks up the same position in the source, and copies the code that it finds there.
 */
export function syntheticModel(vocabularySize: number): Buffer {
  const items = [
    ...embeddings(vocabularySize),
    ...attention('encoder_l1_self', NOTHING, { q: 2, k: 2, v: 2, o: 2 }),
    ...layerNorm('encoder_l1_self_Wo', () => 1),
    ...feedForward('encoder_l1_ffn', (at) => (isToken(at) ? 1 : POSITION_SCALE)),
    product('decoder_l1_rnn_W', WIDTH, WIDTH),
    scale('decoder_l1_rnn_W', 2),
    product('decoder_l1_rnn_Wf', WIDTH, WIDTH),
    scale('decoder_l1_rnn_Wf', 2),
    floats('decoder_l1_rnn_bf', WIDTH, () => 0),
    ...layerNorm('decoder_l1_rnn_ffn', (at) => (isToken(at) ? 0 : POSITION_SCALE)),
    ...attention('decoder_l1_context', COPY_BY_POSITION, { q: 4, k: 2.5, v: 2.5, o: 2.5 }),
    ...layerNorm('decoder_l1_context_Wo', (at) => (isToken(at) ? 1 : 0)),
    ...feedForward('decoder_l1_ffn', (at) => (isToken(at) ? 1 : 0)),
    floats('decoder_ff_logit_out_b', vocabularySize, () => 0),
  ]
  return marianFile(items, configOf(vocabularySize))
}

const WIDTH = 128
const FEED_FORWARD_WIDTH = 64
/** The library writes sines into the first half of the dimensions, and cosines into the second. */
const HALF = WIDTH / 2
/** The first dimensions of each half oscillate enough to tell positions apart. */
const POSITION_DIMENSIONS = 24
/** The last dimensions of the first half are nearly constant. They show the layer norm's shift. */
const FIRST_REFERENCE = 56
const CODE = 4 / Math.sqrt(WIDTH)
const POSITION_SCALE = 4
/** High enough that attention sees one position only. */
const SHARPNESS = 7

const isPosition = (at: number) => at % HALF < POSITION_DIMENSIONS
const isReference = (at: number) => at >= FIRST_REFERENCE && at < HALF
const isToken = (at: number) => !isPosition(at) && !isReference(at)

type Weight = (row: number, column: number) => number

/** A matrix and its largest weight, which the quantisation needs. */
interface Matrix {
  weight: Weight
  largest: number
}

type Matrices = Record<'q' | 'k' | 'v' | 'o', Matrix>

const ZERO: Matrix = { weight: () => 0, largest: 1 }
const NOTHING: Matrices = { q: ZERO, k: ZERO, v: ZERO, o: ZERO }
const POSITIONS: Matrix = {
  weight(row, column) {
    if (!isPosition(column)) return 0
    if (row === column) return SHARPNESS
    return isReference(row) ? -SHARPNESS / (HALF - FIRST_REFERENCE) : 0
  },
  largest: SHARPNESS,
}
const TOKENS: Matrix = { weight: (row, column) => (row === column && isToken(row) ? 1 : 0), largest: 1 }
const COPY_BY_POSITION: Matrices = { q: POSITIONS, k: POSITIONS, v: TOKENS, o: TOKENS }

function embeddings(vocabularySize: number): MarianItem[] {
  const random = createRandom()
  const codes = Array.from({ length: vocabularySize }, () => codeOf(random))
  const weight: Weight = (token, at) => codes[token]?.[at] ?? 0
  return [
    quantised('Wemb', vocabularySize, WIDTH, { weight, largest: CODE }, 'as rows'),
    scale('Wemb', 2),
    scale('none', 2),
  ]
}

/** As many positive as negative values in each half, so that the layer norm shifts none of them. */
function codeOf(random: () => number): Float32Array {
  const code = new Float32Array(WIDTH)
  for (const half of [0, HALF]) {
    const places = Array.from({ length: HALF }, (_, at) => half + at).filter(isToken)
    const shuffled = places.map((at) => ({ at, order: random() })).sort((a, b) => a.order - b.order)
    shuffled.forEach(({ at }, rank) => (code[at] = rank < shuffled.length / 2 ? CODE : -CODE))
  }
  return code
}

/** A linear congruential generator: the same model each time. */
function createRandom(): () => number {
  let state = 1
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

function attention(name: string, matrices: Matrices, largestInput: Record<string, number>): MarianItem[] {
  return Object.entries(matrices).flatMap(([part, matrix]) => [
    product(`${name}_W${part}`, WIDTH, WIDTH, matrix),
    scale(`${name}_W${part}`, largestInput[part] ?? 2),
    floats(`${name}_b${part}`, WIDTH, () => 0),
  ])
}

function feedForward(name: string, normScale: (at: number) => number): MarianItem[] {
  return [
    product(`${name}_W1`, WIDTH, FEED_FORWARD_WIDTH),
    scale(`${name}_W1`, 2),
    floats(`${name}_b1`, FEED_FORWARD_WIDTH, () => 0),
    product(`${name}_W2`, FEED_FORWARD_WIDTH, WIDTH),
    scale(`${name}_W2`, 2),
    floats(`${name}_b2`, WIDTH, () => 0),
    ...layerNorm(`${name}_ffn`, normScale),
  ]
}

function layerNorm(name: string, normScale: (at: number) => number): MarianItem[] {
  return [floats(`${name}_ln_scale`, WIDTH, normScale), floats(`${name}_ln_bias`, WIDTH, () => 0)]
}

function product(name: string, rows: number, columns: number, matrix = ZERO): MarianItem {
  return quantised(name, rows, columns, matrix, 'as columns')
}

/** Quantisation of the inputs of a matrix. */
function scale(name: string, largestInput: number): MarianItem {
  return floats(`${name}_QuantMultA`, 1, () => 127 / largestInput)
}

function floats(name: string, length: number, value: (at: number) => number): MarianItem {
  const data = Buffer.alloc(padded(length * 4))
  for (let at = 0; at < length; at++) data.writeFloatLE(value(at), at * 4)
  return { name, type: 'float32', shape: [1, length], data }
}

/** Bytes, and after them the factor that made them of the weights. */
function quantised(
  name: string,
  rows: number,
  columns: number,
  { weight, largest }: Matrix,
  order: 'as rows' | 'as columns',
): MarianItem {
  const factor = 127 / largest
  const data = Buffer.alloc(padded(rows * columns + 4))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = order === 'as rows' ? row * columns + column : column * rows + row
      data.writeInt8(Math.round(weight(row, column) * factor), at)
    }
  }
  data.writeFloatLE(factor, rows * columns)
  return { name, type: 'intgemm8', shape: [rows, columns], data }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 256) * 256
}

function configOf(vocabularySize: number): string {
  const settings = {
    'bert-train-type-embeddings': true,
    'bert-type-vocab-size': 2,
    'dec-cell': 'ssru',
    'dec-cell-base-depth': 2,
    'dec-cell-high-depth': 1,
    'dec-depth': 1,
    'dim-emb': WIDTH,
    'dim-rnn': 1024,
    'dim-vocabs': `[${vocabularySize}, ${vocabularySize}]`,
    'enc-cell': 'gru',
    'enc-cell-depth': 1,
    'enc-depth': 1,
    'enc-type': 'bidirectional',
    'factors-combine': 'sum',
    'factors-dim-emb': 0,
    'input-types': '[]',
    'layer-normalization': false,
    'lemma-dim-emb': 0,
    'output-omit-bias': false,
    'right-left': false,
    skip: false,
    'tied-embeddings': false,
    'tied-embeddings-all': true,
    'tied-embeddings-src': false,
    'transformer-aan-activation': 'swish',
    'transformer-aan-depth': 2,
    'transformer-aan-nogate': false,
    'transformer-decoder-autoreg': 'rnn',
    'transformer-depth-scaling': false,
    'transformer-dim-aan': 2048,
    'transformer-dim-ffn': FEED_FORWARD_WIDTH,
    'transformer-ffn-activation': 'relu',
    'transformer-ffn-depth': 2,
    'transformer-guided-alignment-layer': 'last',
    'transformer-heads': 1,
    'transformer-no-projection': false,
    'transformer-postprocess': 'dan',
    'transformer-postprocess-emb': 'd',
    'transformer-postprocess-top': '""',
    'transformer-preprocess': '""',
    'transformer-tied-layers': '[]',
    'transformer-train-position-embeddings': false,
    type: 'transformer',
    ulr: false,
    'ulr-dim-emb': 0,
    'ulr-trainable-transformation': false,
    version: 'v1.12.14 synthetic',
  }
  return Object.entries(settings)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')
}
