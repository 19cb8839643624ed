import { afterAll, beforeAll } from 'vitest'
import { ALL_SETTINGS, describeCompiler } from '../consumer/describe-compiler.ts'
import { type Consumer, installConsumer } from '../consumer/install.ts'

let consumer: Consumer

beforeAll(async () => {
  consumer = await installConsumer()
})
afterAll(() => consumer?.remove())

for (const version of ['5.6', '5.9', '6.0']) describeCompiler(() => consumer, version, ALL_SETTINGS)
