// Prints the findings of publint and Are the Types Wrong about a tarball as JSON: node lint.mjs
// NAME TARBALL
import { readFileSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { entriesOf, manifestOf } from './entries.mjs'

const [name, tarball] = process.argv.slice(2)
const { messages } = await publint({ pkgDir: `node_modules/${name}`, pack: false, strict: true })
const found = messages
  // There is no public repository yet that the manifest could name.
  .filter(({ code }) => code !== 'USE_PACKAGE_JSON_REPOSITORY' && !code.includes('REPOSITORY'))
  .map((message) => formatMessage(message, manifestOf(name)))
if (manifestOf(name).exports) found.push(...(await wrongTypes()))
console.log(JSON.stringify(found))

/** Ignores CommonJS and the resolution of Node 10, because the packages are ESM only. */
async function wrongTypes() {
  const entrypoints = entriesOf(name).map((entry) => `.${entry.slice(name.length)}`)
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), { entrypoints })
  if (!analysis.types) return ['no types']
  return analysis.problems
    .filter(({ resolutionKind }) => !['node10', 'node16-cjs'].includes(resolutionKind))
    .map((problem) => JSON.stringify(problem))
}
