export * from './lib/translation.ts'
