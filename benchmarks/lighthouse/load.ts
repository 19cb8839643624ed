import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const HERE = import.meta.dirname

/** What is used of Lighthouse. */
export interface Lighthouse {
  run(url: string, flags: object, config?: object): Promise<{ lhr: Report } | undefined>
  desktop: object
  launch(options: { chromePath: string; chromeFlags: string[] }): Promise<{ port: number; kill(): void }>
}

export interface Report {
  categories: Record<string, { score: number | null }>
  audits: Record<string, { numericValue?: number; score: number | null; title: string }>
  runtimeError?: { message: string }
}

/** Installs the locked packages of this folder if they are missing, and loads Lighthouse. */
export async function loadLighthouse(): Promise<Lighthouse> {
  if (!existsSync(join(HERE, 'node_modules/.package-lock.json'))) {
    console.log('Installing Lighthouse (once)...')
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: HERE,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
  }
  const { default: run } = await load<{ default: Lighthouse['run'] }>('lighthouse')
  const { default: desktop } = await load<{ default: object }>('lighthouse/core/config/desktop-config.js')
  const { launch } = await load<Pick<Lighthouse, 'launch'>>('chrome-launcher')
  return { run, desktop, launch }
}

/** Only this folder can import them. */
async function load<Exports>(name: string): Promise<Exports> {
  return (await import(name)) as Exports
}
