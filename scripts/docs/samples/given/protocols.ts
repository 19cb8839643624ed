// What a reader of the page about protocols has.
export * from './everywhere.ts'
export { vozo } from '../../../../examples/new-protocol/vozo.ts'
