import type { BenchArguments } from './main.ts'

/** Placeholder until the measurement is there. */
export async function benchMany({ jobs }: BenchArguments): Promise<void> {
  console.log(jobs)
}
