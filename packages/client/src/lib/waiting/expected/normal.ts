/** The standard normal law at `z`: its distribution function (error below 1e-7) and its density. */
export function normal(z: number): { below: number; density: number } {
  const density = Math.exp((-z * z) / 2) * 0.3989422804014327
  const k = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
  return { below: z > 0 ? 1 - density * tail : density * tail, density }
}
