export { native } from '../lib/native/native.ts'
