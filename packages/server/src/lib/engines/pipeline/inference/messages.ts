/** A request to a child process. The operation decides which answer comes back. */
export interface InferenceRequest {
  operation: string
}

/** Message to the process, which may have several requests at a time. */
export interface ToInference<request = InferenceRequest> {
  id: number
  request: request
}

/**
 * Message from the process about the request with this id. An answer tells the memory that the
 * process takes.
 */
export type FromInference =
  | { id: number; type: 'progress'; fraction: number }
  | { id: number; type: 'answer'; answer: unknown; bytes: number }
  | { id: number; type: 'error'; message: string }
