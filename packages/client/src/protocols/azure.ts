export { azure } from '../lib/protocols/azure/azure.ts'
export type { AzureRequest } from '../lib/protocols/azure/request.ts'
export type { AzureOptions } from '../lib/protocols/azure/api.ts'
export type {
  AzureIterationInput,
  AzureProperties,
  AzureTranslationInput,
  AzureWebvttFile,
} from '../lib/protocols/azure/options.ts'
