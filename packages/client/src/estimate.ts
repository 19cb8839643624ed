export { chargeAmong, findCharge, type Charge } from './lib/charges.ts'
export {
  estimate,
  type Estimate,
  type EstimatedStep,
  type EstimateProblem,
  type EstimateRequest,
  type NeededPack,
  type NeededProgram,
} from './lib/estimate.ts'
