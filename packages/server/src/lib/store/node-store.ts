/** Tells the nodes of a database of each other. */
export interface NodeStore {
  /** Records a node, or what is new about it. Forgets nodes that nobody has seen for a day. */
  register(node: NewNode): Promise<void>
  /** Says that a node still lives. False: it is not registered. */
  beat(id: string): Promise<boolean>
  /** Says that a node has stopped by itself. */
  retire(id: string): Promise<void>
  /** The nodes of the last day, the longest registered first. */
  list(): Promise<NodeRecord[]>
  /** How many tasks each worker runs now, by its name in leases. */
  running(): Promise<Map<string, number>>
}

/** What a node says about itself. */
export interface NewNode {
  /** Also the name of its worker in leases. */
  id: string
  role: string
  /** JSON. */
  description: unknown
}

export interface NodeRecord extends NewNode {
  /** Epoch milliseconds. */
  startedAt: number
  /** Milliseconds since its last sign of life. */
  silentMs: number
  hasStopped: boolean
  /** Tasks that its worker has claimed and that have not ended. */
  running: number
}
