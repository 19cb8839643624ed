// Compiles configurations one after another with one compiler, which reads each library once, and
// prints the messages of each as JSON: node compile.mjs COMPILER CONFIG...
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const [compiler, ...configs] = process.argv.slice(2)
const { default: ts } = await import(pathToFileURL(resolve(compiler, 'lib/typescript.js')).href)
/** Declarations of libraries, which are the same under all settings of a compiler. */
const libraries = new Map()

console.log(JSON.stringify(Object.fromEntries(configs.map((config) => [config, compile(config)]))))

function compile(config) {
  const unreadable = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail }
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(config, {}, unreadable)
  const program = ts.createProgram(fileNames, options, hostWithLibraries(options))
  const found = [...errors, ...ts.getPreEmitDiagnostics(program)]
  return ts.formatDiagnostics(found, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  })
}

function hostWithLibraries(options) {
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) => {
    if (!/\/lib\.[\w.]+\.d\.ts$/.test(name)) return read(name, ...rest)
    if (!libraries.has(name)) libraries.set(name, read(name, ...rest))
    return libraries.get(name)
  }
  return host
}

function fail({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
}
