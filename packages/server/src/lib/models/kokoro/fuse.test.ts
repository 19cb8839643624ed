import { expect, test } from 'vitest'
import { intsAttribute, rewriteModel, type Graph, type Rewritten } from '../onnx/graph.ts'
import { delimited } from '../onnx/protobuf.ts'
import { writeTensor } from '../onnx/tensor.ts'
import type { Ranges } from './eight-bit-convolution.ts'
import { fuseActivations } from './fuse.ts'
import { RANGES } from './ranges.ts'
import { EPSILON, evaluate, type Channels } from './testing/evaluate.ts'

const PATH = 'resblocks.5/convs1.0'
const OUTPUT = `/decoder/decoder/generator/${PATH}/Conv_output_0`

/** Two channels of four samples, and the style of a voice. */
const GIVEN = new Map<string, Channels>([
  [
    'sound',
    [
      [0.5, -1, 2, 0.1],
      [3, 0.25, -0.75, 1],
    ],
  ],
  ['factor', [[1.5], [-0.5]]],
  ['addend', [[0.25], [0.75]]],
])

/** Multiples of the step, so that 8 bits hold them. */
const WEIGHTS = [0.5, -0.25, 1, 0.75, 0.125, -1, -0.5, 0.5, 0.25, 1, -0.75, 0.375]
const STEP = 0.125
const ZERO = 8
const SHAPE = [
  intsAttribute('kernel_shape', [3]),
  intsAttribute('dilations', [2]),
  intsAttribute('pads', [2, 2]),
]

const NO_RANGES = new Map<string, Ranges>()
const SOME_RANGES = new Map<string, Ranges>([[PATH, { input: [-4, 8], output: [-16, 16] }]])

test('an activation passes over the sound four times instead of twelve times', () => {
  expect(opsOf(asItIs)).toHaveLength(15)
  expect(opsOf((graph) => fuseActivations(graph, NO_RANGES))).toEqual([
    'Mul',
    'Reshape',
    'Mul',
    'Reshape',
    'InstanceNormalization',
    'Sin',
    'Mul',
    'Add',
    'Unsqueeze',
    'Conv',
    'Squeeze',
  ])
})

test('a rewritten activation gives the same values', () => {
  expectClose(
    valuesOf((graph) => fuseActivations(graph, NO_RANGES)),
    valuesOf(asItIs),
    1e-5,
  )
})

test('a convolution with 8 bits gives values that differ by a few steps', () => {
  const rewrite = (graph: Graph) => fuseActivations(graph, SOME_RANGES)
  expect(opsOf(rewrite)).toContain('QLinearConv')
  expectClose(valuesOf(rewrite), valuesOf(asItIs), 0.4)
})

test('a convolution whose weights were quantised is computed with floats', () => {
  const rewrite = (graph: Graph) => fuseActivations(graph, NO_RANGES)
  const quantised = exampleModel(quantisedConvolution())
  expect(opsOf(rewrite, quantised)).toEqual(opsOf(rewrite))
  expectClose(valuesOf(rewrite, quantised), valuesOf(asItIs), 1e-5)
})

test('an activation whose sine is needed elsewhere stays as it is', () => {
  const others = [nodeProto('Sqrt', ['sine'], 'other'), outputProto('other')]
  const model = exampleModel([...plainConvolution(), ...others])
  expect(opsOf((graph) => fuseActivations(graph, NO_RANGES), model)).toHaveLength(16)
})

test('a model without a convolution that was measured is refused', () => {
  expect(() => opsOf((graph) => fuseActivations(graph, RANGES))).toThrow(
    'no activation at noise_res.0/convs1.0',
  )
})

test('a model that is cut off is refused', () => {
  expect(() => rewriteModel(exampleModel().subarray(0, -3), asItIs)).toThrow('cut off')
})

function asItIs({ nodes }: Graph): Rewritten {
  return { nodes, tensors: new Map() }
}

/** The operations of the rewritten model, as a reader of the file sees them. */
function opsOf(rewrite: (graph: Graph) => Rewritten, model = exampleModel()): string[] {
  const written = Buffer.concat(rewriteModel(model, rewrite))
  let ops: string[] = []
  rewriteModel(written, (graph) => {
    ops = graph.nodes.map(({ op }) => op)
    return asItIs(graph)
  })
  return ops
}

function valuesOf(rewrite: (graph: Graph) => Rewritten, model = exampleModel()): number[] {
  let values: Channels = []
  rewriteModel(model, (graph) => {
    const rewritten = rewrite(graph)
    values = evaluate(OUTPUT, GIVEN, { ...graph, ...rewritten })
    return rewritten
  })
  return values.flat()
}

function expectClose(values: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(wanted).toHaveLength(8)
  const differences = wanted.map((value, index) => Math.abs(value - (values[index] ?? Number.NaN)))
  expect(Math.max(...differences)).toBeLessThan(tolerance)
}

/** An activation as the exporter wrote it, and the rest of the graph. */
function exampleModel(rest: readonly Uint8Array[] = plainConvolution()): Buffer {
  const nodes = [
    nodeProto('ReduceMean', ['sound'], 'mean'),
    nodeProto('Sub', ['sound', 'mean'], 'centred'),
    nodeProto('Mul', ['centred', 'centred'], 'squares'),
    nodeProto('ReduceMean', ['squares'], 'variance'),
    nodeProto('Add', ['variance', 'epsilon'], 'raised'),
    nodeProto('Sqrt', ['raised'], 'deviation'),
    nodeProto('Div', ['centred', 'deviation'], 'normal'),
    nodeProto('Mul', ['factor', 'normal'], 'stretched'),
    nodeProto('Add', ['stretched', 'addend'], 'moved'),
    nodeProto('Mul', ['alpha', 'moved'], 'scaled'),
    nodeProto('Sin', ['scaled'], 'sine'),
    nodeProto('Pow', ['sine', 'two'], 'square'),
    nodeProto('Mul', ['reciprocal', 'square'], 'divided'),
    nodeProto('Add', ['moved', 'divided'], 'bent'),
  ]
  const constants = [
    constantProto('epsilon', [], EPSILON),
    constantProto('two', [], 2),
    constantProto('alpha', [1, 2, 1], 0.8, 1.25),
    constantProto('reciprocal', [1, 2, 1], 1 / 0.8, 1 / 1.25),
  ]
  return Buffer.concat(delimited(7, ...nodes, ...constants, outputProto(OUTPUT), ...rest))
}

function plainConvolution(): Uint8Array[] {
  return [
    nodeProto('Conv', ['bent', 'weights', 'bias'], OUTPUT, SHAPE),
    constantProto('weights', [2, 2, 3], ...WEIGHTS),
    constantProto('bias', [2], 0.1, -0.2),
  ]
}

/** The same with weights of 8 bits, as ONNX Runtime's tool for dynamic quantisation writes it. */
function quantisedConvolution(): Uint8Array[] {
  const bytes = Uint8Array.from(WEIGHTS, (weight) => weight / STEP + ZERO)
  return [
    nodeProto('DynamicQuantizeLinear', ['bent'], 'bytes', [], ['step', 'zero']),
    nodeProto('ConvInteger', ['bytes', 'weight-bytes', 'zero', 'weight-zero'], 'products', SHAPE),
    nodeProto('Mul', ['step', 'weight-step'], 'steps'),
    nodeProto('Div', ['bias', 'steps'], 'divided-bias'),
    nodeProto('Floor', ['divided-bias'], 'floor'),
    nodeProto('Cast', ['floor'], 'whole'),
    nodeProto('Reshape', ['whole', 'shape'], 'shaped'),
    nodeProto('Add', ['products', 'shaped'], 'sums'),
    nodeProto('Cast', ['sums'], 'floats'),
    nodeProto('Mul', ['floats', 'steps'], OUTPUT),
    Buffer.concat(delimited(5, ...writeTensor('weight-bytes', { shape: [2, 2, 3], values: bytes }))),
    Buffer.concat(delimited(5, ...writeTensor('weight-zero', { shape: [], values: Uint8Array.of(ZERO) }))),
    constantProto('weight-step', [], STEP),
    constantProto('bias', [2], 0.1, -0.2),
  ]
}

function nodeProto(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[] = [],
  others: readonly string[] = [],
): Uint8Array {
  return Buffer.concat(
    delimited(
      1,
      ...inputs.flatMap((name) => delimited(1, name)),
      ...[output, ...others].flatMap((name) => delimited(2, name)),
      ...delimited(4, op),
      ...attributes.flatMap((attribute) => delimited(5, attribute)),
    ),
  )
}

function outputProto(name: string): Uint8Array {
  return Buffer.concat(delimited(12, ...delimited(1, name)))
}

function constantProto(name: string, shape: readonly number[], ...values: number[]): Uint8Array {
  return Buffer.concat(delimited(5, ...writeTensor(name, { shape, values: Float32Array.from(values) })))
}
