import { isKept, type Figure } from './subject.ts'

/** The figures as a Markdown table, ready for the documents. */
export function tableOf(figures: Figure[]): string {
  return ['| figure | value | limit | |', '|---|---|---|---|', ...figures.map(rowOf)].join('\n')
}

function rowOf(figure: Figure): string {
  const { name, value, unit = '', atMost } = figure
  const limit = atMost === undefined ? '' : `at most ${withUnit(atMost, unit)}`
  const verdict = atMost === undefined ? '' : isKept(figure) ? 'kept' : '**broken**'
  return `| ${name} | ${withUnit(value, unit)} | ${limit} | ${verdict} |`
}

function withUnit(value: number, unit: string): string {
  return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`.trim()
}
