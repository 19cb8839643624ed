import { intsOf, type Graph, type Node, type Rewritten } from '../../onnx/graph.ts'

/** Samples by channel. One channel or one sample stands for all. */
export type Channels = readonly (readonly number[])[]

/** Computes a value of a small graph, with plain numbers and without any cleverness. */
export function evaluate(
  name: string,
  given: ReadonlyMap<string, Channels>,
  graph: Graph & Rewritten,
): Channels {
  const node = graph.nodes.find(({ outputs }) => outputs.includes(name))
  if (node === undefined) return given.get(name) ?? constant(name, graph)
  const inputs = node.inputs.map((input) => evaluate(input, given, graph))
  const compute = OPERATIONS[node.op]
  if (compute === undefined) throw new Error(`The test knows no operation ${node.op}.`)
  return compute(inputs, node)
}

function constant(name: string, { tensors, floats }: Graph & Rewritten): Channels {
  const { shape, values } = tensors.get(name) ?? floats(name) ?? { shape: [], values: [] }
  const numbers = Array.from(values, Number)
  const [channels = 1] = shape.length === 3 && shape[0] === 1 ? shape.slice(1) : shape
  const size = numbers.length / channels
  return Array.from({ length: channels }, (_, channel) => numbers.slice(channel * size, (channel + 1) * size))
}

type Operation = (inputs: Channels[], node: Node) => Channels

const same: Operation = ([sound = []]) => sound

const OPERATIONS: Record<string, Operation | undefined> = {
  Add: each((a, b) => a + b),
  Sub: each((a, b) => a - b),
  Mul: each((a, b) => a * b),
  Div: each((a, b) => a / b),
  Pow: each((a, b) => a ** b),
  Sin: each(Math.sin),
  Sqrt: each(Math.sqrt),
  ReduceMean: ([sound = []]) => sound.map((samples) => [mean(samples)]),
  Reshape: same,
  Unsqueeze: same,
  Squeeze: same,
  InstanceNormalization: ([sound = [], factor = [], addend = []]) =>
    sound.map((samples, channel) => {
      const middle = mean(samples)
      const spread = Math.sqrt(mean(samples.map((value) => (value - middle) ** 2)) + EPSILON)
      return samples.map(
        (value) => ((value - middle) / spread) * at(factor, channel, 0) + at(addend, channel, 0),
      )
    }),
  QuantizeLinear: each((value, step, zero) => Math.min(255, Math.max(0, Math.round(value / step) + zero))),
  DequantizeLinear: each((value, step, zero) => (value - zero) * step),
  Conv: ([sound = [], weights = [], bias = []], node) => convolve(sound, weights, bias, node),
  QLinearConv(inputs, node) {
    const [
      sound = [],
      step = [],
      zero = [],
      weights = [],
      steps = [],
      ,
      outStep = [],
      outZero = [],
      bias = [],
    ] = inputs
    const real = OPERATIONS['DequantizeLinear']?.([sound, step, zero], node) ?? []
    const scaled = weights.map((row, channel) => row.map((value) => value * at(steps, channel, 0)))
    const biases = bias.map((_, channel) => [at(bias, channel, 0) * at(step, 0, 0) * at(steps, channel, 0)])
    return (
      OPERATIONS['QuantizeLinear']?.([convolve(real, scaled, biases, node), outStep, outZero], node) ?? []
    )
  },
}

/** As in the example. */
export const EPSILON = 1e-5

/** A convolution with a stride of 1, whose last dimension counts. */
function convolve(sound: Channels, weights: Channels, bias: Channels, node: Node): Channels {
  const taps = intsOf(node, 'kernel_shape').at(-1) ?? 1
  const dilation = intsOf(node, 'dilations').at(-1) ?? 1
  const padding = intsOf(node, 'pads').at(-1) ?? 0
  return weights.map((row, output) =>
    (sound[0] ?? []).map((_, sample) =>
      row.reduce(
        (sum, weight, index) => {
          const from = sample - padding + (index % taps) * dilation
          return sum + weight * (sound[Math.floor(index / taps)]?.[from] ?? 0)
        },
        at(bias, output, 0),
      ),
    ),
  )
}

function each(compute: (...values: number[]) => number): Operation {
  return (inputs) => {
    const channels = Math.max(...inputs.map((sound) => sound.length))
    const samples = Math.max(...inputs.map((sound) => sound[0]?.length ?? 0))
    return Array.from({ length: channels }, (_, channel) =>
      Array.from({ length: samples }, (_, sample) =>
        compute(...inputs.map((sound) => at(sound, channel, sample))),
      ),
    )
  }
}

function at(sound: Channels, channel: number, sample: number): number {
  const samples = sound[Math.min(channel, sound.length - 1)] ?? []
  return samples[Math.min(sample, samples.length - 1)] ?? 0
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
