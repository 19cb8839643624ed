import { STAGES, type Stage } from 'video-translation-client'
import { primaryLanguage } from '../media/languages.ts'

/** What the next step of a task needs of the machine that does it. */
export interface Need {
  stage: Stage
  /** BCP 47 tag of the source's language; `und` if the step finds it out. Absent: any. */
  from?: string
  /** BCP 47 tag of the target. Absent: any. */
  to?: string
  /** Name of the provider that the request asks for. Absent: the best one. */
  provider?: string
  /** Names of voices that a machine may lack although it has the provider. */
  voices?: string[]
  /** Whether the speakers are told apart. */
  speakers?: true
}

/** Steps that a machine can do. */
export interface Ability {
  stage: Stage
  /** BCP 47 tags; `*` stands for any. Absent: the language does not matter. */
  from?: string[]
  to?: string[]
  provider?: string
  /** Whether it tells speakers apart. Absent: an older version does not say, so it may. */
  speakers?: boolean
}

/** Whether one of the abilities is enough for the step. */
export function canDo(abilities: readonly Ability[], need: Need): boolean {
  return abilities.some(
    (ability) =>
      ability.stage === need.stage &&
      need.provider === ability.provider &&
      !(need.speakers && ability.speakers === false) &&
      covers(ability.from, need.from) &&
      covers(ability.to, need.to),
  )
}

function covers(tags: string[] | undefined, tag: string | undefined): boolean {
  if (tags === undefined || tag === undefined) return true
  const primary = primaryLanguage(tag)
  return tags.some((each) => each === '*' || primaryLanguage(each) === primary)
}

/** Writes a need as text for the row of a task, e.g. `translate from=en to=es`. */
export function formatNeed({ stage, from, to, provider, voices, speakers }: Need): string {
  const words = Object.entries({ from, to, provider }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encode(value)}`],
  )
  const spoken = voices ? [`voices=${voices.map(encode).join()}`] : []
  return [stage, ...words, ...spoken, ...(speakers ? ['speakers=true'] : [])].join(' ')
}

/** Half of a surrogate pair, which any request may have, is no text. */
function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}

/** Reads the text of a row. Undefined: any worker with the engine can do the step. */
export function parseNeed(text: string): Need | undefined {
  const [stage, ...words] = text.split(' ')
  if (!STAGES.includes(stage as Stage)) return undefined
  const values = new Map(words.map((word) => word.split('=') as [string, string]))
  const voices = values.get('voices')?.split(',')
  const speakers = values.has('speakers')
  for (const name of ['voices', 'speakers']) values.delete(name)
  return {
    ...Object.fromEntries([...values].map(([name, value]) => [name, decodeURIComponent(value)])),
    stage: stage as Stage,
    ...(voices && { voices: voices.map((name) => decodeURIComponent(name)) }),
    ...(speakers && { speakers }),
  }
}

const VERBS: Record<Stage, string> = {
  prepare: 'prepare videos',
  transcribe: 'recognise speech',
  translate: 'translate',
  synthesize: 'speak',
  render: 'render videos',
}

/** Says a need in words, e.g. `translate from en into es`. */
export function describeNeed({ provider, voices, speakers, ...step }: Need): string {
  const by = provider === undefined ? '' : ` with ${provider}`
  const spoken = voices === undefined ? '' : ` in the voice ${voices.join(' and ')}`
  return `${describeStep(step)}${by}${spoken}${speakers ? ' and tell speakers apart' : ''}`
}

function describeStep({ stage, from, to }: Pick<Need, 'stage' | 'from' | 'to'>): string {
  if (stage === 'transcribe' && from === 'und') return 'detect the language of speech'
  const source = from === undefined ? '' : stage === 'translate' ? ` from ${from}` : ` in ${from}`
  const target = to === undefined ? '' : stage === 'translate' ? ` into ${to}` : ` ${to}`
  return `${VERBS[stage]}${source}${target}`
}
