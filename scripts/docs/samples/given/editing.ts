// What a reader of the page about editing has.
export * from './everywhere.ts'
/** A page has it; it plays nothing here. */
export class Audio {
  readonly url: string | undefined
  constructor(url?: string) {
    this.url = url
  }
  async play(): Promise<void> {}
}
